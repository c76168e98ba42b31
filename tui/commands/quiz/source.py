"""Where the answers to a quiz come from: a person, a file, or standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn

from lessons.format.files import named, read_at_most
from lessons.text import plural
from tui.host.exits import fail

LONGEST_LINE = 1000
LARGEST_FILE = 1_000_000


class Answers:
    """Where answers come from: a file, or a person, who may ask for help and try again."""

    def __init__(self, lines: Iterator[tuple[int, str]], name: str = "") -> None:
        """`name`: what is read; nothing where they are typed."""
        self.typed = not name
        self._lines = lines
        self._name = name
        self._line = 0

    def next(self) -> str | None:
        """The next line; None where there is none."""
        self._line, text = next(self._lines, (self._line, None))
        return text

    def refuse(self, why: str) -> NoReturn:
        """Say that the last line that was read is no answer, and leave. Raises `Refused`."""
        fail(f"{self._name}:{self._line}: error: {why}")


def answers_of(file: Path | None, questions: int, typed: bool) -> Answers:
    """Answers that are typed, or from a file or standard input (None or `-`). Raises `Refused`."""
    if typed or (file is None and sys.stdin.isatty()):
        return Answers(_lines(sys.stdin.buffer))
    if file is None or str(file) == "-":
        return Answers(_answers(_lines(sys.stdin.buffer)), "standard input")
    try:
        data = read_at_most(file, LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            fail(f"nntutor: {file}: more than {LARGEST_FILE:,} bytes; give one answer a line")
        text = data.decode("utf-8-sig")
    except OSError as error:
        fail(f"nntutor: {named(file)}: cannot be read: {error.strerror}; name another file")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        fail(f"{file}:{line}:1: error: this is no UTF-8; save the file as UTF-8")
    answers = list(_answers(iter(enumerate(text.splitlines(), 1))))
    while len(answers) > questions and not answers[-1][1]:
        answers.pop()
    if len(answers) > questions:
        asks = f"the lesson asks {plural(questions, 'question')}"
        fail(f"{file}:{answers[questions][0]}:1: error: an answer too many; {asks}")
    return Answers(iter(answers), str(file))


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """The lines of a stream, with their numbers; of a long one the beginning. Bad bytes become a mark."""
    number = 0
    while data := stream.readline(LONGEST_LINE):
        number += 1
        rest = data
        while not rest.endswith(b"\n") and (rest := stream.readline(LONGEST_LINE)):
            pass
        yield number, data.decode("utf-8", "replace").rstrip("\r\n")


def _answers(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines without comments. A line that is only a comment counts for nothing."""
    for number, line in lines:
        answer, sign, _ = line.partition("#")
        if answer.strip() or not sign:
            yield number, answer.strip()
