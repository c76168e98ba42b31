"""Lines of NumPy on the screen: typed blank by blank, run beside the session, and kept whatever happens."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from textual.pilot import Pilot

from lessons.coding import attempts
from lessons.coding.attempts import Attempt
from lessons.format.layout import ROWS, page_rows
from lessons.progress import open_progress, read_progress
from lessons.run import LessonRun
from lessons.validate import read_lesson
from tests.lessons.answers.test_codes import CODE, RIGHT, SLIP, WAY
from tests.lessons.support import HEAD, PAGE, parsed
from tests.support.pilot import SIZE, lesson, said, settle, shown, turn
from tests.support.waiting import until
from tests.tui.conftest import Tutor
from tui.screens.home import HomeScreen
from tui.screens.page.scroll import PageScroll
from tui.widgets.chrome import KeyBar, fitting, keys_now
from tui.widgets.questions.code import RUNNING, CodeBox

LESSON = parsed(PAGE + CODE + "\n## Another\n\nWords.\n")
TALL = """## First

Words.

## Eight lines

```{code}
ask = "Train it."
frame = [
  "for step in range(20):", "    z = X @ W + b", "    p = ___", "    dz = ___", "    dW = ___",
  "    db = ___", "    W = ___", "    b = b - rate * db",
]
given = {X = {shape = "n,3"}, W = {shape = "3,1"}, b = {}, y = {shape = "n,1"}, rate = {low = 0.1, high = 1}}
asked = ["W", "b"]
solution = [
  "1 / (1 + np.exp(-z))", "p - y", "X.T @ dz / len(X)", "dz.mean()", "W - rate * dW",
]
play = true
```

```{lab} mse
```

## Last

Words.
"""


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Attempt]:
    """The attempts that have been begun."""
    begun: list[Attempt] = []
    start = Attempt.start
    monkeypatch.setattr(Attempt, "start", lambda one: begun.append(one) or start(one))
    return begun


@pytest.fixture
def hanging(begun: list[Attempt], monkeypatch: pytest.MonkeyPatch) -> list[Attempt]:
    """Attempts whose child does not come to an end."""
    begin = subprocess.Popen
    sleep = ["/bin/sleep", "600"]
    monkeypatch.setattr(attempts.subprocess, "Popen", lambda _, **options: begin(sleep, **options))
    return begun


def ended(one: Attempt) -> bool:
    """Whether the child of an attempt is gone."""
    assert one._process is not None
    return one._process.poll() is not None


def box(pilot: Pilot[None]) -> CodeBox:
    return lesson(pilot).query_one(CodeBox)


def at(pilot: Pilot[None]) -> int | None:
    """In which blank the cursor is."""
    entries = box(pilot).entries
    return next((i for i, entry in enumerate(entries) if entry.has_focus), None)


def footer(pilot: Pilot[None]) -> dict[str, str]:
    screen = lesson(pilot)
    return dict(fitting(keys_now(screen), screen.query_one(KeyBar).size.width))


async def write(pilot: Pilot[None], *lines: str) -> None:
    """Put lines into the blanks, and have them run."""
    for entry, line in zip(box(pilot).entries, lines, strict=True):
        entry.value = line
    box(pilot).entries[-1].focus()
    await pilot.press("enter")
    await until(lambda: not box(pilot).running)
    await settle(pilot)


async def test_every_key_types_enter_goes_on_and_in_the_last_blank_runs(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Given: z (n, 3)" in shown(pilot)
        assert "# z is (n, 3)" in shown(pilot)
        assert (at(pilot), footer(pilot)["enter"]) == (0, "next")
        typed = "qsplbrwgm?jk 1=:;-"
        await pilot.press(*typed)
        assert box(pilot).entries[0].value == typed
        await pilot.press(*["backspace"] * len(typed), *RIGHT[0], "enter")
        assert (at(pilot), footer(pilot)["enter"]) == (1, "run")
        await pilot.press("up")
        assert at(pilot) == 0
        await pilot.press("down", *RIGHT[1], "enter")
        assert said(pilot) == RUNNING
        await until(lambda: box(pilot).over)
        await settle(pilot)
        assert said(pilot) == "✓ Right, in all 6 cases.\nOne call works on every unit."
        (attempt,) = lesson(pilot).progress.attempts("a-lesson", "a-page/1")
        assert (attempt.given, attempt.kind, attempt.outcome) == ("; ".join(RIGHT), "code", "right")
        await turn(pilot, 1)
        await turn(pilot, 0)
        assert box(pilot).answers == RIGHT
        assert said(pilot).startswith("✓ Right")


async def test_a_slip_is_said_and_the_second_time_one_way_with_the_lines_left_as_they_are(
    tutor: Tutor,
) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, *SLIP)
        rows = said(pilot).split("\n")
        assert rows[0] == "You kept the size of the negative sums."
        assert rows[1].startswith("Case 1 of 6 fails")
        assert rows[2].partition("came to")[0].startswith("h")
        assert rows[3].partition("needed:")[0].isspace()
        await write(pilot, "z", "z > 0")
        rows = said(pilot).split("\n")
        assert rows[0] == f"✗ {WAY}"
        assert box(pilot).answers == ["z", "z > 0"]


async def test_the_same_lines_once_more_have_the_solution_shown(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, *SLIP)
        assert said(pilot).endswith("enter in the last blank shows it.")
        await pilot.press("enter", "enter")
        await until(lambda: box(pilot).over)
        assert said(pilot).split("\n")[0] == f"– {WAY}"
        assert box(pilot).answers == SLIP


@pytest.mark.parametrize(
    ("lines", "blank", "words"),
    [
        (["np.maximum(0, x)", "z > 0"], 0, "Blank 1: there is no x here"),
        (["", "z > 0"], 0, "Blank 1: nothing is written here yet."),
        (["z; z", "z > 0"], 0, "Blank 1: one assignment a line"),
        (["z @ z", "z > 0"], 0, "Case 1 of 6 fails"),
        (["z", "z > "], 1, "Blank 2: this ends too early"),
        # The blank of the slip that is known; the one that assigns what is wrong, after what is right.
        (SLIP, 0, "You kept the size"),
        ([RIGHT[0], "z >= z"], 1, "Case 1 of 6 fails"),
        (["z", "z * 2"], 0, "Case 1 of 6 fails"),
    ],
)
async def test_what_is_said_of_a_blank_leads_to_it(
    tutor: Tutor, lines: list[str], blank: int, words: str
) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, *lines)
        assert said(pilot).startswith(words)
        assert at(pilot) == blank
        assert box(pilot).answers == [line.strip() for line in lines]
        assert bool(lesson(pilot).run_.tries) == (not words.startswith("Blank"))


async def test_nothing_is_run_where_nothing_is_written(tutor: Tutor, begun: list[Attempt]) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter", "enter")
        assert said(pilot) == "Nothing is written yet. tab leaves it for later."
        assert begun == []


async def test_keys_while_lines_run_edit_them_and_run_nothing_twice(
    tutor: Tutor, hanging: list[Attempt]
) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        for entry, line in zip(box(pilot).entries, SLIP, strict=True):
            entry.value = line
        await pilot.press("enter", "enter", "enter", "enter", " ", "+", "1")
        assert said(pilot) == RUNNING
        assert len(hanging) == 1
        assert box(pilot).answers == [SLIP[0], f"{SLIP[1]} +1"]
        await pilot.press("tab")
        assert at(pilot) is None
        hanging[0].cancel()
        await until(lambda: not box(pilot).running)
        assert said(pilot).startswith("It came to no answer")
        # What is said of it does not fetch the cursor from where the learner has put it.
        assert at(pilot) is None
        assert lesson(pilot).run_.tries == {}


async def test_who_turns_the_page_while_lines_run_ends_the_child_and_loses_nothing(
    tutor: Tutor, hanging: list[Attempt]
) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*"z", "enter", *"z > 1", "enter", "escape", "right", "right")
        await until(lambda: lesson(pilot)._shown == 1)
        await until(lambda: ended(hanging[0]))
        await turn(pilot, 0)
        assert box(pilot).answers == ["z", "z > 1"]
        assert lesson(pilot).progress.attempts("a-lesson", "a-page/1") == []


@pytest.mark.parametrize("keys", [("escape", "q"), ()])
async def test_who_leaves_while_lines_run_ends_the_child_and_loses_nothing(
    tutor: Tutor, hanging: list[Attempt], tmp_path: Path, keys: tuple[str, ...]
) -> None:
    app = tutor(LESSON, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*"z", "enter", *"z > 1", "enter", *keys)
        if "q" in keys:
            await until(lambda: isinstance(app.screen, HomeScreen))
            await until(lambda: ended(hanging[0]))
        await pilot.press("ctrl+c")
    await until(lambda: ended(hanging[0]))
    async with tutor(LESSON, tmp_path).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert box(pilot).answers == ["z", "z > 1"]
        assert lesson(pilot).progress.attempts("a-lesson", "a-page/1") == []


async def test_a_first_wrong_try_of_an_earlier_session_is_there_again(tutor: Tutor, tmp_path: Path) -> None:
    async with tutor(LESSON, tmp_path).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, *SLIP)
        before = said(pilot)
        # The draft alone is not what is shown.
        lesson(pilot).progress.draft_soon("a-lesson", "typed a-page/1", {"text": []})
    assert read_progress(tmp_path, None).draft_of("a-lesson", "tried a-page/1")
    async with tutor(LESSON, tmp_path).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert box(pilot).answers == SLIP
        assert said(pilot) == before
        await write(pilot, *RIGHT)
        assert said(pilot).startswith("✓ Right")
        assert str(lesson(pilot).progress.outcomes("a-lesson")["a-page/1"]) == "right later"


async def test_an_answer_of_which_nothing_is_kept_that_was_said_is_shown_all_the_same(
    tutor: Tutor, tmp_path: Path
) -> None:
    with open_progress(tmp_path) as store:
        store.know(LESSON)
        store.answer("a-lesson", "a-page/1", "z; z > 0", False, None, kind="code").result(60)
    async with tutor(LESSON, tmp_path).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert said(pilot) == "✗ This was not right.\nOne call works on every unit."
        assert box(pilot).answers == ["z", "z > 0"]


async def test_help_and_hints_are_told_and_tab_and_esc_leave(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        assert "A line of NumPy: every key types." in shown(pilot)
        await pilot.press("escape", "ctrl+t")
        assert said(pilot) == "Hint: np.maximum takes the larger of two."
        for key in ("tab", "escape"):
            assert at(pilot) == 0
            await pilot.press(key)
            assert isinstance(lesson(pilot).focused, PageScroll)
            await pilot.press("tab")


def test_a_page_of_eight_lines_and_a_lab_has_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "lesson.md"
    path.write_text(HEAD + TALL)
    assert read_lesson(path)[1] == []
    page = parsed(HEAD + TALL).pages[1]
    assert page_rows(page, LessonRun(parsed(HEAD + TALL)).lab(page)) == ROWS


async def test_a_page_of_eight_lines_and_a_lab_fits_and_plays_it_once_they_are_right(tutor: Tutor) -> None:
    written = parsed(HEAD + TALL)
    async with tutor(written).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await turn(pilot, 1)
        scroll = lesson(pilot).query_one(PageScroll)
        assert scroll.max_scroll_y == 0
        panel = lesson(pilot).panel
        assert panel is not None
        solution = list(written.questions[0].solution)
        await write(pilot, *solution[:4], "W + rate * dW")
        assert len(said(pilot).split("\n")) == 4
        assert scroll.max_scroll_y == 0
        assert not panel.playing
        assert panel.lab.position == 0
        await write(pilot, *solution)
        assert said(pilot).startswith("✓ Right")
        await until(lambda: panel.lab.position > 0)


async def test_on_a_wide_screen_no_given_line_is_cut(tutor: Tutor) -> None:
    line = "# " + "wide " * 13 + "end"
    written = parsed(HEAD + TALL.replace("    z = X @ W + b", line))
    async with tutor(written).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await turn(pilot, 1)
        assert line in shown(pilot)


@pytest.mark.parametrize("settings", [{"ascii": True}, {"color": False}, {"kiosk": True, "learner": "ada"}])
async def test_it_works_in_ascii_without_colour_and_in_a_kiosk(tutor: Tutor, settings) -> None:
    async with tutor(LESSON, **settings).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await write(pilot, *SLIP)
        assert said(pilot).startswith("You kept the size")
        await write(pilot, *RIGHT)
        assert "Right, in all 6 cases." in said(pilot)


async def test_a_blank_is_seen_whatever_the_colours(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "____" in shown(pilot)
