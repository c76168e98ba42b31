"""What an author sees of every fault, to the letter.

The files in `faults/` hold a lesson and under it what `nntutor check` says of it. `(page)` stands for
the head of a lesson and the heading of its first page, `(head)` for the head alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.format.faults import Fault
from tests.lessons.support import HEAD, PAGE, said_of

FOLDER = Path(__file__).parent / "faults"


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.txt")):
        for case in re.split(r"^=== ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            name, _, rest = case.partition("\n")
            lesson, _, said = rest.partition("--- is said\n")
            lesson = re.sub(r"\A\(page\)\n", PAGE, re.sub(r"\A\(head\)\n", HEAD, lesson))
            yield pytest.param(lesson, said.strip("\n"), id=f"{file.stem}: {name}")


@pytest.mark.parametrize(("lesson", "said"), cases())
def test_a_fault_is_told_with_its_place_reason_and_mend(tmp_path, monkeypatch, lesson, said):
    monkeypatch.chdir(tmp_path)
    assert said_of(Path("lesson.md"), lesson) == said


def said_of_bytes(tmp_path, monkeypatch, content: bytes) -> str:
    monkeypatch.chdir(tmp_path)
    return said_of(Path("lesson.md"), content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty; start from `nntutor new FILE`"),
        (b"\n \n\t\n", "the file is empty; start from `nntutor new FILE`"),
        (b"\xef\xbb\xbf", "the file is empty; start from `nntutor new FILE`"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "this is a binary file; name a Markdown file"),
        ("# Title\n".encode("utf-16"), "the file is in UTF-16; save it as UTF-8"),
        (
            b"# Title\n" * 1_250_000,  # 10 MB
            "the file is larger than 1 MB, the most that a lesson may have; "
            "split it, or name the right file",
        ),
    ],
    ids=["empty", "blank", "only a mark", "binary", "UTF-16", "10 MB"],
)  # fmt: skip
def test_a_file_that_is_no_lesson_is_told_in_one_line(tmp_path, monkeypatch, content, said):
    assert said_of_bytes(tmp_path, monkeypatch, content) == f"lesson.md:1:1: error: {said}"


def test_a_device_that_never_ends_is_not_read():
    device = Path("/dev/zero")
    if not device.exists():
        pytest.skip("needs /dev/zero")
    from lessons.format.source import read_source

    text, faults = read_source(device, "zero")
    assert text is None
    assert faults[0].reason == "this is a device"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "behind a byte order mark"])
def test_a_byte_that_is_no_utf8_is_found_in_characters(tmp_path, monkeypatch, mark):
    content = mark + "# Été\n\nπ et ".encode() + b"\xe9 fin\n"
    assert said_of_bytes(tmp_path, monkeypatch, content) == (
        "lesson.md:3:6: error: byte 0xe9 is no UTF-8; save the file as UTF-8\n"
        "    π et \N{REPLACEMENT CHARACTER} fin\n"
        "         ^"
    )


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path):
    from lessons.format.source import read_source

    _, (missing,) = read_source(tmp_path / "no.md", "no.md")
    _, (folder,) = read_source(tmp_path, "here")
    assert str(missing) == (
        "no.md:1:1: error: cannot be read: No such file or directory; check the name and the permissions"
    )
    assert str(folder) == (
        "here:1:1: error: this is a folder; name a Markdown file, or run nntutor check on the folder"
    )


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x1b", "ESC (U+001B)"),
        ("\x07", "control character (U+0007)"),
        ("\x7f", "control character (U+007F)"),
        ("\x9b", "control character (U+009B)"),
        ("\x0c", "control character (U+000C)"),
        ("\x85", "control character (U+0085)"),
        ("\u2028", "LINE SEPARATOR (U+2028)"),
        ("\u202e", "RIGHT-TO-LEFT OVERRIDE (U+202E)"),
        ("\u2066", "LEFT-TO-RIGHT ISOLATE (U+2066)"),
        ("\u200f", "RIGHT-TO-LEFT MARK (U+200F)"),
    ],
    ids=ascii,
)
def test_a_control_character_in_a_file_is_named_and_never_printed(tmp_path, monkeypatch, character, name):
    content = f"{PAGE}Red: {character}[31m.\n".encode()
    assert said_of_bytes(tmp_path, monkeypatch, content) == (
        f"lesson.md:9:6: error: {name} in the text; take it out\n    Red: ·[31m.\n         ^"
    )


RLO = "RIGHT-TO-LEFT OVERRIDE (U+202E)"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            '```{predict}\nask = "\\u001b[2J"\nanswer = "z2"\n```\n\n```{lab} forward\n```\n',
            "lesson.md:10:1: error: 'ask' holds ESC (U+001B); take it out\n"
            '    ask = "\\u001b[2J"\n'
            "    ^",
        ),
        (
            '```{lab} forward\n"\\u001b" = 1\n```\n',
            "lesson.md:9:1: error: lab 'forward' has no field '·'; there is 'x', 'W1', 'b1', 'W2', 'b2', "
            "'whole', 'until' and 'play'\n"
            "    ```{lab} forward\n"
            "    ^",
        ),
        (
            '```{lab} train\nactivation = "re\\nlu"\n```\n',
            "lesson.md:10:1: error: 'activation' is \"relu\", \"tanh\", \"sigmoid\" or \"identity\", "
            "not \"re·lu\"; did you mean 'relu'?\n"
            '    activation = "re\\nlu"\n'
            "    ^",
        ),
        (
            "Turned &#x202e;round.\n",
            f"lesson.md:9:1: error: {RLO} in the text; take it out\n    Turned &#x202e;round.\n    ^",
        ),
        (
            "![turned &#x202e;round](picture.png)\n",
            f"lesson.md:9:1: error: {RLO} in the text; take it out\n"
            "    ![turned &#x202e;round](picture.png)\n"
            "    ^",
        ),
        (
            "See <http://example.org/%1B[31m>.\n",
            "lesson.md:9:1: error: ESC (U+001B) in the text; take it out\n"
            "    See <http://example.org/%1B[31m>.\n"
            "    ^",
        ),
        (
            '```{quiz}\nask = "?"\nchoice = [\n  {text = "a", right = true},\n'
            '  {text = "b &#x202e;"},\n]\n```\n',
            f"lesson.md:13:4: error: {RLO} in the text of 'text'; take it out\n"
            '      {text = "b &#x202e;"},\n'
            "       ^",
        ),
    ],
    ids=["TOML escape", "key", "new line", "entity", "picture", "address", "entity in a choice"],
)  # fmt: skip
def test_a_control_character_that_is_spelled_out_is_found_all_the_same(tmp_path, monkeypatch, body, said):
    assert said_of_bytes(tmp_path, monkeypatch, (PAGE + body).encode()) == said


def test_a_fault_never_prints_what_a_file_name_holds():
    fault = Fault("a\x1b[31m\n.md", 1, 1, "broken \u202e", "mend it", "x\x9by")
    assert str(fault) == "a·[31m·.md:1:1: error: broken ·; mend it\n    x·y\n    ^"


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        ("b2 = " + "9" * 5000, "TOML: a number of thousands of digits"),
        ("b2 = " + "9" * 400, "'b2' wants a number from −100 to 100, not 9999"),
        ("x = " + "[" * 3000 + "]" * 3000, "TOML: brackets within brackets, too deep"),
        ("x = " + "[" * 70 + "]" * 70, "'x' wants 2 numbers"),
        ("b2 = 1979-05-27", "'b2' wants a number from −100 to 100, not 1979-05-27"),
    ],
    ids=["too long", "too large", "too deep", "deep", "a date"],
)
def test_toml_that_breaks_readers_is_a_fault_like_any_other(tmp_path, monkeypatch, toml, reason):
    content = f"{PAGE}```{{lab}} forward\n{toml}\n```\n".encode()
    said = said_of_bytes(tmp_path, monkeypatch, content)
    assert reason in said
    assert said.count("error:") == 1


def test_line_ends_of_windows_a_byte_order_mark_and_tabs_are_fine(tmp_path, monkeypatch):
    lesson = f"{PAGE}A\ttab.\n\n```{{lab}} forward\nb2\t=\t0.5\n```\n"
    content = b"\xef\xbb\xbf" + lesson.replace("\n", "\r\n").encode()
    assert said_of_bytes(tmp_path, monkeypatch, content) == ""
    assert said_of_bytes(tmp_path, monkeypatch, lesson.replace("\n", "\r").encode()) == ""


def test_faults_of_a_file_with_windows_line_ends_show_clean_lines(tmp_path, monkeypatch):
    content = (PAGE + "It is {value} here.\n").replace("\n", "\r\n").encode()
    assert said_of_bytes(tmp_path, monkeypatch, content).endswith(
        "\n    It is {value} here.\n          ^"
    )  # fmt: skip


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines(tmp_path, monkeypatch):
    lesson = PAGE + "{value}`zz` and {value}\n\n```{lab} forward\nq = 1\nb2 = true\n```\n\n```{video}\n```\n"
    lines = [
        line.split(" error")[0]
        for line in said_of_bytes(tmp_path, monkeypatch, lesson.encode()).splitlines()
        if "error" in line
    ]
    assert lines == [
        "lesson.md:9:1:",
        "lesson.md:9:17:",
        "lesson.md:12:1:",
        "lesson.md:13:1:",
        "lesson.md:16:5:",
    ]
