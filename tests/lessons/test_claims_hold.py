"""What the lessons claim of the numbers beside them stands there, and holds however the knobs are turned."""

import pytest

from lessons import work
from lessons.course import find_lesson
from lessons.grammar import condition
from tests.support.claims import FOLDER, TIMES, Claim, claimed, claims, in_lesson, try_page
from tests.support.course import COURSE

MOST, PAIRS = 55_000_000, 120_000_000
"""The work of a run that is tried here, and of a page's pairs of knobs; `tests.bench sentences` tries all."""
PAGES = [pytest.param(lesson, page, id=f"{lesson.number}-{page.slug}") for lesson, page in claimed()]


@pytest.fixture(autouse=True)
def _counts_as_check_does(monkeypatch):
    monkeypatch.setattr(work, "COUNTED", 2)


def test_every_lesson_has_its_claims():
    assert {path.stem for path in FOLDER.iterdir()} == {lesson.path.stem for lesson in COURSE.lessons}


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_claims_are_of_pages_that_there_are(lesson):
    assert claims(lesson).keys() <= {page.slug for page in lesson.pages}
    assert {claim.at for each in claims(lesson).values() for claim in each} <= set(TIMES)


@pytest.mark.parametrize(("lesson", "page"), PAGES)
def test_claims_hold_however_knobs_are_turned(lesson, page):
    came = try_page(lesson, page, PAIRS, MOST)
    assert not came.faults, "\n".join(came.faults[:20])
    gone = {c.says for c in claims(lesson)[page.slug] if not in_lesson(c, page)} & set(came.never)
    gone &= set(try_page(lesson, page, 0, MOST, finely=True).never) if gone else gone
    assert not gone, f"these stand nowhere on the page, and its lab does not say them: {gone}"
    for claim in claims(lesson)[page.slug]:
        assert condition(claim.holds).names, f"nothing of the lab decides: {claim.holds}"


def test_what_a_knob_makes_false_is_found_and_what_stands_nowhere(monkeypatch):
    lesson = find_lesson(COURSE, "gradient-descent")
    page = lesson.pages[0]
    said = (
        Claim("Watch where *w* … goes.", "abs(factor) < 1"),
        Claim("the height is … loss", "steps == 10", "end"),
        Claim("w climbs", "f > 0"),
    )
    monkeypatch.setattr("tests.support.claims.claims", lambda lesson: {page.slug: said})
    came = try_page(lesson, page)
    assert any("learning_rate = 10" in fault and "abs(factor) < 1" in fault for fault in came.faults)
    assert any("steps = 50" in fault and "at end" in fault for fault in came.faults)
    assert not any("with no knob turned" in fault for fault in came.faults)
    assert came.never == ["w climbs"]
    assert [in_lesson(claim, page) for claim in said] == [True, True, False]
