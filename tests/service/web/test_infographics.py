"""The page of a picture: linked where a micro-module is published, and served to those who may read it."""

from __future__ import annotations

from service.web.rendering import POLICY
from tests.support.browser import Browsers
from tests.support.web import Web


def test_the_picture_is_linked_where_it_is_read_and_where_it_was_reviewed(browsers: Browsers, web: Web) -> None:
    published, drafted = web.publish().micro_module_id, web.keep_draft("draft").micro_module_id
    link = f'href="/micro-modules/{published}/infographic"'
    assert link in browsers.learner.get(f"/learn/m/{published}").text
    assert link in browsers.author.get(f"/author/review/{published}").text
    assert "infographic" not in browsers.author.get(f"/author/review/{drafted}").text


def test_the_page_shows_it_and_offers_both_forms_to_keep(browsers: Browsers, web: Web) -> None:
    base = f"/micro-modules/{web.publish().micro_module_id}/infographic"
    for browser in (browsers.learner, browsers.author):
        page = browser.get(base).text
        assert f'src="{base}.svg"' in page
        for name, kind in (("svg", "image/svg+xml"), ("png", "image/png")):
            assert f'href="{base}.{name}"' in page
            answer = browser.client.get(f"{base}.{name}")
            assert answer.headers["content-type"] == kind
            assert "sandbox" in answer.headers["content-security-policy"]
            again = browser.client.get(f"{base}.{name}", headers={"If-None-Match": answer.headers["etag"]})
            assert again.status_code == 304
    assert "img-src 'self'" in POLICY


def test_what_is_not_published_has_none_and_strangers_see_none(browsers: Browsers, web: Web) -> None:
    published, drafted = web.publish().micro_module_id, web.keep_draft("draft").micro_module_id
    for name in ("infographic", "infographic.svg", "infographic.png"):
        assert browsers.author.get(f"/micro-modules/{drafted}/{name}").status_code == 404
        assert browsers.administrator.get(f"/micro-modules/{published}/{name}").status_code == 403
        assert "Sign in" in browsers.stranger.get(f"/micro-modules/{published}/{name}").text
