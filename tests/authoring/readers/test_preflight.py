"""What the author is told of a reading."""

from __future__ import annotations

from authoring.readers.preflight import nothing_read, shorten
from authoring.types import Notice, Reason, Where


def test_many_notices_of_one_reason_are_summed_up() -> None:
    notices = [Notice(Where(page=page), Reason.HIDDEN_TEXT, "x") for page in range(1, 51)]

    short = shorten(notices)

    assert len(short) == 21
    assert short[-1] == Notice(Where(), Reason.HIDDEN_TEXT, "30 more of these")


def test_a_scan_explains_why_nothing_was_read_and_images_alone_do_not() -> None:
    images, scan = Notice(Where(), Reason.IMAGE, "2 images"), Notice(Where(page=1), Reason.SCANNED_IMAGE)

    assert nothing_read([images, scan]).reason is Reason.SCANNED_IMAGE
    assert nothing_read([images]).reason is Reason.EMPTY
    assert nothing_read([]).reason is Reason.EMPTY
