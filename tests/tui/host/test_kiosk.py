"""Kiosk: what a class may reach is the course and its own progress, whatever it tries."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lessons.course import find_lesson
from lessons.progress import open_progress, read_progress
from tests.support.command import run_command, run_here
from tests.support.course import COURSE, STEADY
from tests.support.requests import NO_REQUESTS
from tests.support.tutor import open_tutor
from tui.host.config import Settings, learner_of
from tui.host.exits import Refused
from tui.host.kiosk import Request, prepare_kiosk, refuse_in_kiosk, request_in_kiosk
from tui.kiosk_app import KioskApp
from tui.screens.lesson import LessonScreen
from tui.widgets.entry import Entry
from tui.widgets.words import Words

ASKED = len(find_lesson(COURSE, "forward-pass").questions)
"""How many questions lesson 3 has."""


WRITING = {
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
}
STARTING = {
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "pty.spawn",
}
LEAVING = {"webbrowser.open", "socket.connect", "os.kill", "signal.pthread_kill"}

_recorders: list[list[str]] = []


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if not _recorders:
        return
    if event in STARTING | LEAVING:
        _recorders[-1].append(f"{event} {arguments!r}")
    elif event in WRITING or event == "sqlite3.connect":
        _recorders[-1].append(f"writes {arguments[0]}")
    elif event == "open" and isinstance(arguments[0], int):
        return  # A descriptor that is open already: what opened it has been seen.
    elif event == "open" and isinstance(arguments[2], int):
        how = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        _recorders[-1].append(f"{'writes' if how else 'reads'} {arguments[0]}")


sys.addaudithook(_audit)


@contextmanager
def watched() -> Iterator[list[str]]:
    """What Python asks of the system meanwhile: files, programs, connections, signals."""
    seen: list[str] = []
    _recorders.append(seen)
    try:
        yield seen
    finally:
        _recorders.remove(seen)


def beyond(seen: list[str], home: Path) -> list[str]:
    """What reached past the terminal, the program's own files, and this learner's store."""
    own = str(home / "learners" / "ada")
    installed = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[3]), "/proc/self", "/sys/")
    allowed = ("/dev/null", "/dev/tty", "/dev/urandom", ":memory:")
    out = []
    for line in seen:
        what, _, where = line.partition(" ")
        where = re.sub(r"^file://|\?mode=rw$", "", where)
        reads_itself = what == "reads" and where.startswith(installed)
        if what in ("reads", "writes") and (where.startswith(own) or reads_itself or where in allowed):
            continue
        if (what == "writes" and where.endswith(".pyc")) or "__pycache__" in where:
            continue
        out.append(line)
    return out


@pytest.fixture
def kiosk(tmp_path):
    """Ada's kiosk at a lesson, with Bob's progress beside hers."""
    with open_progress(tmp_path, "bob") as bob:
        bob.visit("forward-pass", "relu", 2, 8)

    opened: list[KioskApp] = []

    def make(lesson: str = "forward-pass") -> KioskApp:
        settings = Settings(kiosk=True, learner="ada")
        app = KioskApp(lambda: STEADY, open_progress(tmp_path, "ada"), settings, find_lesson(STEADY, lesson))
        opened.append(app)
        return app

    yield make
    for app in opened:
        app.progress.close()


# All but those that leave: q, ctrl+c, ctrl+q.
COMMANDS = [
    *(f"ctrl+{c}" for c in "abdefghijklmnoprstuvwxyz"),
    *(f"f{n}" for n in range(1, 13)),
    "escape", "tab", "shift+tab", "enter", "up", "down", "insert", "delete",
    "ctrl+backslash", "ctrl+right_square_bracket", "ctrl+underscore", "ctrl+at",
]  # fmt: skip
LETTERS = [*"abcdefghijkmnoprstuvwxyz19!|:;/~$?", "right", "left", "home", "end"]


async def test_no_key_reaches_past_the_course(kiosk, tmp_path):
    app = kiosk()
    with watched() as seen:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press(*COMMANDS)
            await pilot.press("escape", "escape", *COMMANDS, "escape", "escape", *LETTERS)
            assert app.return_value is None
            assert app.return_code is None
        app.progress.close()
    assert beyond(seen, tmp_path) == []
    # It was looked at: her own store was written, and the hook saw that.
    assert any("learners/ada/progress" in line for line in seen)
    assert read_progress(tmp_path, "bob").place().page == "relu"


async def test_every_entry_of_the_palette_stays_inside(kiosk, tmp_path):
    app = kiosk()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        titles = {command.title for command in app.get_system_commands(app.screen)}
        about = {title for title, _ in app.screen.commands()}
        others = {"Lessons and your progress", "Theme: change the colours", "Quit; your place is kept"}
        assert titles == {*about, *others, *(x.label for x in app.course.lessons)}
        assert not any("Save" in title for title in titles)
        with watched() as seen:
            for wanted in ("screenshot", "/etc/passwd", "theme"):
                await pilot.press("ctrl+p", *wanted, "down", "enter", "escape", "escape", "escape")
        assert beyond(seen, tmp_path) == []


async def test_what_textual_has_for_leaving_does_nothing(kiosk, tmp_path):
    app = kiosk()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        with watched() as seen:
            for action in (
                "suspend_process",
                "app.suspend_process",
                f"app.screenshot('x.svg', '{tmp_path}')",
                "app.open_url('file:///etc/passwd')",
            ):
                await app.run_action(action)
            app.action_suspend_process()
            app.action_screenshot("x.svg", str(tmp_path))
            app.open_url("https://example.org")
            app.deliver_screenshot()
            app.deliver_text(str(tmp_path / "x.txt"))
            for call in (app.suspend().__enter__, app.save_screenshot):
                with pytest.raises(RuntimeError, match="does not offer"):
                    call()
        assert beyond(seen, tmp_path) == []
        assert [p.name for p in tmp_path.iterdir()] == ["learners"]
        await pilot.press("question_mark")
        keys = " ".join(str(w.render()) for w in app.screen.query("Static"))
        assert "suspend" not in keys.lower()


async def test_a_link_in_a_lesson_opens_nothing(kiosk, tmp_path):
    from textual.widgets import Markdown

    app = kiosk()
    async with app.run_test(size=(80, 24)) as pilot:
        await app.screen.mount(Words("[a link](https://example.org)", str))
        await pilot.pause()
        words = app.screen.query_one(Markdown)
        with watched() as seen:
            words.post_message(Markdown.LinkClicked(words, "file:///etc/passwd"))
            await pilot.pause()
        assert beyond(seen, tmp_path) == []


async def test_what_a_lab_has_made_is_not_written_to_files(kiosk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    app = kiosk("training")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"337", "enter")
        await pilot.pause()
        assert not app.screen.panel.locked
        with watched() as seen:
            await pilot.press("escape", "s", "w")
            await app.run_action("save_files", app.screen)
            await pilot.pause()
        assert beyond(seen, tmp_path) == []
    assert [p.name for p in tmp_path.iterdir()] == ["learners"]


@pytest.mark.parametrize("typed", ["/etc/passwd", "../bob", "!sh", "$(id)", "file:///etc/passwd", "~/x"])
async def test_a_path_typed_as_an_answer_is_no_number(kiosk, tmp_path, typed):
    app = kiosk()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        entry = screen.query(Entry).first()
        with watched() as seen:
            entry.value = typed
            entry.focus()
            await pilot.press("enter")
            await pilot.pause()
        assert beyond(seen, tmp_path) == []
        assert not screen.run_.settled


async def test_a_path_typed_for_a_knob_is_refused(kiosk, tmp_path):
    app = kiosk()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape", "end")
        await pilot.pause()
        panel = app.screen.panel
        before = dict(panel.lab.state()["settings"])
        with watched() as seen:
            for knob in panel.lab.knobs():
                for text in ("/etc/passwd", "../bob/progress.sqlite3"):
                    with pytest.raises(ValueError, match=r".+"):
                        knob.parse(text)
            await pilot.press("tab", "tab", "enter", *"/etc/passwd", "enter")
            await pilot.pause()
        assert panel.lab.state()["settings"] == before
        assert beyond(seen, tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "3"), "'show' is no part of it"),
        (("list",), "'list' is no part of it"),
        (("quiz", "3"), "'quiz' is no part of it"),
        (("new", "x.md"), "'new' is no part of it"),
        (("check", "/etc/passwd"), "'check' is no part of it"),
        (("preview", "/etc/passwd"), "'preview' is no part of it"),
        (("class", "report"), "'class' is no part of it"),
        (("reset", "--all"), "'reset' is no part of it"),
        (("doctor",), "'doctor' is no part of it"),
        (("--lessons", "/etc"), "--lessons is no part of it"),
    ],
)
def test_every_other_command_and_every_folder_is_refused(tmp_path, arguments, said):
    done = run_command(tmp_path, "--kiosk", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert said in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_nothing_but_the_course_line_by_line_may_be_asked_for(words):
    environ = {"SSH_ORIGINAL_COMMAND": os.fsdecode(words)}
    assert request_in_kiosk(environ) is None
    said = refuse_in_kiosk(environ, None, False)
    assert said is not None
    assert said.isprintable()
    assert len(said) < 250


@pytest.mark.parametrize(
    ("words", "request_"),
    [
        ("list", ("", "list")),
        ("progress", ("", "progress")),
        ("doctor", ("", "doctor")),
        ("show 3", ("", "show 3")),
        ("quiz 03", ("", "quiz 03")),
        ("quiz forward-pass", ("", "quiz forward-pass")),
        ("nntutor show 10 --page 5", ("", "show 10 --page 5")),
        ("show 9 --page 5 --answers", ("", "show 9 --page 5 --answers")),
        (
            "show 9 --page 5 --set W1[0,1]=-0.5 --steps 9",
            ("", "show 9 --page 5 --set W1[0,1]=-0.5 --steps 9"),
        ),
        ("train --link '#noise=10&seed=a;b' --epochs 5", ("", "train --link #noise=10&seed=a;b --epochs 5")),
        ("train --data moons --hidden 4,4 --json", ("", "train --data moons --hidden 4,4 --json")),
        ("play", ("", "play")),
        (
            "play 'https://playground.tensorflow.org/#noise=10&dataset=xor'",
            ("", "play https://playground.tensorflow.org/#noise=10&dataset=xor"),
        ),
        ("nntutor --ascii play #noise=10", ("--ascii", "play #noise=10")),
        ("play descent", ("", "play descent")),
        ("nntutor", ("", "")),
        ("--ascii", ("--ascii", "")),
        ("nntutor --no-color --fps 4 --theme light quiz 3", ("--no-color --fps 4 --theme light", "quiz 3")),
    ],
)
def test_how_it_looks_and_the_course_line_by_line_may_be_asked_for(words, request_):
    environ = {"SSH_ORIGINAL_COMMAND": words}
    look, command = request_
    assert request_in_kiosk(environ) == Request(tuple(look.split()), tuple(command.split()))
    assert refuse_in_kiosk(environ, None, False) is None
    # What the key's line itself says is not widened by it.
    assert refuse_in_kiosk(environ, "reset", False)
    assert refuse_in_kiosk(environ, None, True)


@pytest.mark.pty
@pytest.mark.parametrize("lesson", ["/etc/passwd", "lesson.md", "../x/lesson.md"])
def test_a_lesson_is_never_a_file(tmp_path, lesson):
    (tmp_path / "lesson.md").write_text("# Mine\n")
    with open_tutor(tmp_path, "--kiosk", lesson) as terminal:
        assert terminal.wait_exit() == 2
        assert "a file is no part of it" in terminal.text


def test_the_configuration_is_not_read(tmp_path):
    file = tmp_path / "config" / "nntutor" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("this is broken\n")
    assert "config.toml" not in run_command(tmp_path, "--kiosk").stderr
    assert "config.toml" in run_here(tmp_path, "list").stderr


@pytest.mark.parametrize("name", ["../../x", "", "Ada", "a/b", "a" * 33, ".", "a\nb", "\x1b[2J", "ä"])
def test_a_learner_that_is_none_is_refused(name):
    with pytest.raises(Refused, match=r"NNTUTOR_LEARNER: .*use 1 to 32 of a-z, 0-9, _ and -"):
        learner_of({"NNTUTOR_LEARNER": name})
    assert learner_of({"NNTUTOR_LEARNER": "ada_1-x"}) == "ada_1-x"
    assert learner_of({}) is None


@pytest.mark.parametrize("name", ["../../x", "", "\x1b[2J"])
def test_a_learner_that_is_none_is_refused_in_one_line_by_every_command(tmp_path, name):
    # A kiosk sets limits, which the process of the tests is not to have.
    for run, arguments in ((run_command, ("--kiosk",)), (run_here, ("list",))):
        done = run(tmp_path, *arguments, env={"NNTUTOR_LEARNER": name})
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert "NNTUTOR_LEARNER" in line
        assert "use 1 to 32 of a-z, 0-9, _ and -" in line
        assert line.isprintable()
    assert list(tmp_path.iterdir()) == []


def test_a_learner_has_a_store_of_their_own_outside_the_kiosk_too(tmp_path):
    for name, answers in (("ada", "0.1\n"), ("bob", "0.1\n-0.11\n")):
        run_here(tmp_path, "quiz", "3", stdin=answers, env={"NNTUTOR_LEARNER": name})
    told = {n: run_here(tmp_path, "progress", env={"NNTUTOR_LEARNER": n}).stdout for n in ("ada", "bob")}
    assert f"1 of {ASKED} done, 1 right at first" in told["ada"]
    assert f"2 of {ASKED} done, 2 right at first" in told["bob"]
    assert "Nothing yet" in run_here(tmp_path, "progress").stdout


@pytest.mark.pty
def test_ctrl_z_and_ctrl_backslash_stop_nothing(tmp_path):
    with open_tutor(tmp_path, "--kiosk", "3", env={"NNTUTOR_LEARNER": "ada"}) as terminal:
        terminal.wait_for("Two numbers in")
        terminal.send("\x1a\x1c\x1a")
        terminal.rest()
        assert not terminal.ended()
        stat = Path(f"/proc/{terminal.pid}/stat").read_text().rsplit(")", 1)[1].split()
        assert stat[0] != "T"
        terminal.send("\x03")
        assert terminal.wait_exit() == 0


def test_what_would_make_textual_write_or_start_something_is_taken_away():
    environ = {
        "TEXTUAL_LOG": "/tmp/x",
        "TEXTUAL_SCREENSHOT": "1",
        "EDITOR": "vi",
        "BROWSER": "lynx",
        "TERM": "x",
    }
    prepare_kiosk(environ)
    assert environ == {"TERM": "x"}
