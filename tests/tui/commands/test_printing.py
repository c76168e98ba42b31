"""The commands that print."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import lessons.figures
from lessons.course import find_lesson
from lessons.figures import Beside, Figure, Spare, Stack
from lessons.figures.gallery import FIGURES
from lessons.labs import REGISTRY
from tests.lessons.support import PAGE
from tests.support.course import COURSE

BROKEN = PAGE + "```{lab} forwrd\n```\n"
FAULT = (
    "bad.md:9:10: error: lab 'forwrd' is unknown; did you mean 'forward'?\n"
    "    ```{lab} forwrd\n"
    "             ^"
)  # fmt: skip


def page_of(number: str, slug: str) -> str:
    """The number of a page of the course."""
    return str([page.slug for page in find_lesson(COURSE, number).pages].index(slug) + 1)


EDGES, NUDGE, CODE = (
    page_of("8", "find-the-edges"),
    page_of("8", "the-slope-from-a-nudge"),
    page_of("11", "your-network-as-code"),
)
PAGES = len(find_lesson(COURSE, "8").pages)


def created(home) -> list[str]:
    return sorted(p.name for p in home.iterdir() if p.name != "work")


# list


def test_list_tells_the_course_part_by_part(nntutor, home):
    done = nntutor("list")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    (row,) = [line for line in lines if line.startswith("  03  A forward pass  ")]
    lesson = find_lesson(COURSE, "3")
    assert row.endswith(f"  {len(lesson.pages)} pages, {len(lesson.questions)} questions")
    assert lines.index("Forward: 4 lessons") < lines.index(row)
    assert created(home) == []


def test_list_tells_own_lessons_and_what_is_wrong_with_broken_ones(nntutor, home, lesson):
    lesson("extra/bad.md", BROKEN)
    lesson("extra/my-own.md", PAGE + "Words.\n")
    done = nntutor("--lessons", "extra", "list")
    assert done.returncode == 0
    assert re.search(r"^      A title +1 page, 0 questions$", done.stdout, re.MULTILINE)
    assert done.stdout.endswith(f"\nnot shown: extra/{FAULT}\n")


def test_lessons_in_the_data_directory_are_the_learners_own(nntutor, lesson):
    lesson("../data/nntutor/lessons/my-own.md", PAGE + "Words.\n")
    assert "A title" in nntutor("list").stdout
    assert nntutor("show", "a-lesson").returncode == 0


# show


def test_show_prints_one_page_with_knobs_turned(nntutor, home):
    done = nntutor("show", "8", "--page", EDGES, "--set", "learning rate=0.5", "--steps", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Page {EDGES} of {PAGES}" in done.stdout
    assert f"Page {int(EDGES) - 1} of {PAGES}" not in done.stdout
    assert "w 3.000 (now)" in done.stdout
    assert "Knobs: learning rate 0.50;" in done.stdout
    assert created(home) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("8", "--set", "start=1"), "--set, --steps and --save are for one page; add --page N\n"),
        (("--all", "--page", "2"), "--page is for one lesson; leave --all out\n"),
        (("8", "--page", "99"), f"lesson 08 Gradient descent has no page 99; it has 1 to {PAGES}\n"),
        (("8", "--page", EDGES, "--set", "strat=1"), "there is no knob 'strat'; did you mean 'start'?\n"),
        (
            ("8", "--page", EDGES, "--set", "start=x"),
            "start: 'x' is no number; type a number from −100 to 100\n",
        ),
        (
            ("8", "--page", NUDGE, "--steps", "1"),
            f"the lab of page {NUDGE} waits for an answer; "
            "answer it with `nntutor quiz 8`, or add --answers\n",
        ),
        (("8", "--page", EDGES, "--save"), f"the lab of page {EDGES} makes no file; leave --save out\n"),
    ],
)  # fmt: skip
def test_what_a_page_cannot_show_is_refused_in_a_line(nntutor, arguments, said):
    done = nntutor("show", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"nntutor: {said}")


def test_show_does_without_pictures_that_only_fill_a_large_screen(nntutor):
    assert (
        "\nsquares\n"
        not in nntutor("show", "losses", "--page", page_of("7", "how-wrong-in-one-number")).stdout
    )


def test_show_saves_what_the_lab_of_a_page_makes(nntutor, home):
    done = nntutor("show", "11", "--page", CODE, "--set", "code=keras", "--save")
    assert done.returncode == 0
    saved = sorted(p.name for p in (home / "work").iterdir())
    assert "network_keras.py" in saved
    assert done.stderr.count("Saved ") == len(saved)
    assert "network_keras.py, without its weights" in done.stdout


def test_where_the_folder_is_gone_show_says_that_nothing_is_saved(nntutor, monkeypatch):
    def gone():
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "cwd", gone)
    done = nntutor("show", "11", "--page", CODE, "--save")
    assert done.returncode == 2
    assert done.stderr == "nntutor: .: cannot be written: the folder is gone; go to another folder\n"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("lsit", "nntutor: there is no lesson or command 'lsit'; did you mean `nntutor list`?\n"),
        ("dcotor", "nntutor: there is no lesson or command 'dcotor'; did you mean `nntutor doctor`?\n"),
        ("trainin", "nntutor: there is no lesson 'trainin'; did you mean 'training'?\n"),
    ],
)
def test_a_word_that_is_nearly_a_command_is_told_so(nntutor, word, said):
    done = nntutor(word)
    assert (done.returncode, done.stderr) == (2, said)


@pytest.mark.parametrize("word", ["9" * 5000, "a" * 5000, "²", "a/" * 2500, "a" * 5000 + ".md"])
@pytest.mark.parametrize("command", ["show", "open", "quiz"])
def test_a_name_of_any_length_is_refused_in_a_short_line(nntutor, lesson, command, word):
    lesson("extra/70-bad.md", BROKEN)
    done = nntutor("--lessons", "extra", command, word)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    # However many lessons it names, it does not repeat the whole of that.
    assert len(done.stderr) < 1000
    assert "there is no lesson" in done.stderr


@pytest.mark.parametrize("name", ["3", "03", "forward-pass"])
def test_show_prints_a_lesson_by_number_and_by_id(nntutor, name):
    done = nntutor("show", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("03 A forward pass\n")
    assert "Answer 6." in done.stdout


def test_show_prints_a_file_that_is_in_no_course(nntutor, lesson):
    lesson("new.md", PAGE + "My words.\n")
    done = nntutor("show", "new.md")
    assert (done.returncode, done.stderr) == (0, "")
    assert "My words." in done.stdout


def test_show_wants_to_know_which(nntutor):
    done = nntutor("show")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "nntutor: which lesson? Name one, or give --all; see `nntutor list`\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("foward-pass", "nntutor: there is no lesson 'foward-pass'; did you mean 'forward-pass'?\n"),
        ("no\x1b[2J", "nntutor: there is no lesson 'no·[2J'; there is "),
        ("x" * 300, "nntutor: there is no lesson 'xxx"),
    ],
)
def test_an_unknown_lesson_is_told_with_the_nearest_names(nntutor, name, said):
    done = nntutor("show", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)


def test_a_lesson_that_is_broken_is_told_with_its_faults(nntutor, lesson):
    lesson("bad.md", BROKEN)
    done = nntutor("show", "bad.md")
    assert (done.returncode, done.stdout, done.stderr) == (2, "", FAULT + "\n")


def test_a_reader_that_has_seen_enough_is_left_in_peace(environment, home):
    command = f"set -o pipefail; {sys.executable} -m tui show --all | head -n 1"
    done = subprocess.run(
        ["bash", "-c", command], cwd=home, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


def test_a_full_disk_is_told_in_one_line(process):
    with open("/dev/full", "w") as full:
        done = process("show", "3", stdout=full)
    assert done.returncode == 1
    assert done.stderr == "nntutor: cannot be written: No space left on device\n"


def test_ctrl_c_while_printing_ends_quietly(environment, home):
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "show", "--all"],
        cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said) == (130, "")


def test_where_only_ascii_can_be_shown_only_ascii_is_printed(process):
    done = process("show", "3", env={"LANG": "C", "LC_ALL": "C"})
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert "z1[1]" in done.stdout


# check


def test_check_is_content_with_the_course_and_starts_one_process_for_its_lines_of_code(
    nntutor, home, monkeypatch
):
    start, started = subprocess.Popen, []
    monkeypatch.setattr(
        subprocess, "Popen", lambda given, **options: started.append(given) or start(given, **options)
    )
    for name in ("textual", "plotext", "sklearn", "rich"):
        monkeypatch.setitem(sys.modules, name, None)
    done = nntutor("check")
    # The page of welcome is checked too.
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"0 faults in {len(COURSE.lessons) + 1} files\n"
    assert ["lessons.coding.child" in str(given) for given in started] == [True]
    assert created(home) == []


def test_check_reports_every_fault_of_every_file_on_stdout(nntutor, lesson):
    lesson("bad.md", BROKEN)
    lesson("good.md", PAGE.replace("a-lesson", "good") + "Words.\n")
    lesson("empty.md", "")
    done = nntutor("check", "bad.md", "good.md", "empty.md", "gone.md")
    assert done.returncode == 1
    assert done.stdout == (
        FAULT + "\n"
        "empty.md:1:1: error: the file is empty; start from `nntutor new FILE`\n"
        "gone.md:1:1: error: cannot be read: No such file or directory; check the name and the permissions\n"
    )
    assert done.stderr == "3 faults in 4 files\n"


def test_check_reads_a_folder(nntutor, lesson):
    lesson("bad.md", BROKEN)
    done = nntutor("check", ".")
    assert (done.returncode, done.stdout) == (1, FAULT + "\n")


# labs, new


def test_labs_tells_every_directive_and_lab(nntutor):
    done = nntutor("labs")
    assert done.returncode == 0
    for name in ("{lesson}", "{lab}", "{predict}", "{quiz}", *REGISTRY):
        assert f"  {name}" in done.stdout


@pytest.mark.parametrize("name", ["forward", "descent", "backprop", "train", "predict", "{quiz}"])
def test_labs_tells_one_in_full(nntutor, name):
    done = nntutor("labs", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Example:" in done.stdout
    lab = REGISTRY.get(name)
    for field in lab.fields if lab else ():
        assert f"{'*' if field.turnable else ' '} {field.name} ({field.accepts()})" in done.stdout
    for readout, what in (lab.readouts if lab else {}).items():
        assert f"{readout} " in done.stdout
        assert what in done.stdout


def test_labs_draws_and_tells_every_kind_of_figure(nntutor):
    done = nntutor("labs", "--figures")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    for name in lessons.figures.__all__:
        kind = getattr(lessons.figures, name)
        if isinstance(kind, type) and issubclass(kind, Figure) and kind not in (Figure, Beside, Spare, Stack):
            assert f"\n{name}: " in f"\n{done.stdout}"
    for make in FIGURES:
        assert make().describe().split("\n")[-1][:60] in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 110
    narrow = nntutor("labs", "--figures", "--width", "50", "--ascii").stdout
    assert narrow.isascii()


def test_labs_offers_the_nearest_name(nntutor):
    done = nntutor("labs", "backprob")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "nntutor: there is no directive or lab 'backprob'; did you mean 'backprop'?\n"


def test_a_new_lesson_passes_the_checker_and_is_never_written_over(nntutor, home):
    written = nntutor("new", "01-mine.md")
    assert (written.returncode, written.stdout) == (0, "")
    assert written.stderr == "Wrote 01-mine.md. Next: nntutor check 01-mine.md, then nntutor 01-mine.md\n"
    assert nntutor("check", "01-mine.md").returncode == 0
    before = (home / "work" / "01-mine.md").read_text(encoding="utf-8")
    again = nntutor("new", "01-mine.md")
    assert again.returncode == 2
    assert again.stderr == ("nntutor: 01-mine.md is there already; nothing was written; give another name\n")
    assert (home / "work" / "01-mine.md").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("mine.txt", "nntutor: mine.txt: a lesson is a file that ends in .md; name it mine.md\n"),
        (
            "no/mine.md",
            "nntutor: no/mine.md: cannot be written: No such file or directory; choose another place\n",
        ),
    ],
)
def test_a_new_lesson_where_none_can_be_is_refused(nntutor, file, said):
    done = nntutor("new", file)
    assert (done.returncode, done.stderr) == (2, said)
