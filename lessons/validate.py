"""Proving lessons: what `nntutor check` reports beyond the form of a file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lessons.checks import expected
from lessons.course import BUILT_IN, duplicate_id, lesson_files, shown_path
from lessons.faults import Fault
from lessons.fields import FieldError
from lessons.labs import REGISTRY, Lab, ReadoutError
from lessons.layout import ROWS, page_rows
from lessons.markdown import make_parser, value_tokens
from lessons.model import LabCall, Lesson, Page, Predict, Prose, Question, Quiz
from lessons.parser import parse_file


def check_paths(paths: Iterable[Path]) -> tuple[list[Fault], int]:
    """Check files and folders of lessons; the built-in course where none is given.

    Returns every fault, and how many files were read.
    """
    files: list[Path] = []
    faults: list[Fault] = []
    for path in list(paths) or [BUILT_IN]:
        if path.is_dir():
            inside = lesson_files(path)
            if not inside:
                reason = "there is no lesson in this folder"
                faults.append(Fault(shown_path(path), 1, 1, reason, "a lesson is a file that ends in .md"))
            files.extend(inside)
        else:
            files.append(path)
    first: dict[str, Path] = {}
    for file in files:
        faults.extend(check_file(file, first))
    return sorted(faults), len(files)


def check_file(path: Path, taken: dict[str, Path] | None = None) -> list[Fault]:
    """Check one file. `taken`: the ids of lessons checked before it, to which its own is added."""
    lesson, faults = parse_file(path, shown_path(path))
    if lesson is None:
        return faults
    taken = {} if taken is None else taken
    if lesson.id in taken:
        faults = [*faults, duplicate_id(lesson, taken[lesson.id])]
    taken.setdefault(lesson.id, path)
    return [*faults, *_Content(lesson).faults()]


class _Content:
    """The faults that show only when a lesson's labs run."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.lines = lesson.path.read_text(encoding="utf-8-sig").splitlines()
        self.found: list[Fault] = []
        self.labs: dict[int, Lab | None] = {}

    def faults(self) -> list[Fault]:
        for page in self.lesson.pages:
            self.page(page)
        return self.found

    def fault(self, line: int, column: int, reason: str, mend: str) -> None:
        source = self.lines[line] if line < len(self.lines) else ""
        self.found.append(Fault(shown_path(self.lesson.path), line + 1, column, reason, mend, source))

    def lab(self, call: LabCall) -> Lab | None:
        if call.key not in self.labs:
            try:
                self.labs[call.key] = REGISTRY[call.name](dict(call.settings))
            except FieldError as error:
                self.fault(call.line, 1, error.reason, error.mend)
                self.labs[call.key] = None
        return self.labs[call.key]

    def page(self, page: Page) -> None:
        lab = self.lab(page.lab) if page.lab else None
        if lab and page.lab:
            lab.limit = page.lab.until
        needs_lab = page.lab is None
        for block in page.blocks:
            if isinstance(block, Prose):
                for value in block.values:
                    if needs_lab:
                        mend = "put a {lab} on this page or one before it"
                        self.fault(value.line, value.column, "a {value} without a lab", mend)
                    elif lab:
                        self.readout(lab, value.path, value.line, value.column)
            elif isinstance(block, Predict):
                self.texts(block, lab)
                if needs_lab:
                    mend = "put a {lab} fence under it, or on a page before"
                    self.fault(block.line, 1, "a {predict} without a lab", mend)
                elif lab:
                    self.predict(lab, block)
            elif isinstance(block, Quiz):
                self.texts(block, lab)
        if page.lab is None or lab:
            self.fits(page, lab)

    def texts(self, question: Question, lab: Lab | None) -> None:
        """The live numbers in the texts of a question."""
        for text in question.texts:
            for token in value_tokens(make_parser().parseInline(text)):
                path = token.meta["value"]
                line = next(
                    (i for i in range(question.line, len(self.lines)) if f"`{path}`" in self.lines[i]),
                    question.line,
                )
                column = max(0, self.lines[line].find("{value}")) + 1
                if lab:
                    self.readout(lab, path, line, column)
                else:
                    mend = "put a {lab} on this page or one before it"
                    self.fault(line, column, "a {value} without a lab", mend)

    def readout(self, lab: Lab, path: str, line: int, column: int) -> bool:
        try:
            lab.readout(path)
        except ReadoutError as error:
            self.fault(line, column, error.reason, error.mend)
            return False
        return True

    def predict(self, lab: Lab, predict: Predict) -> None:
        line, column = self.key(predict.line, "answer")
        if not self.readout(lab, predict.answer, line, column):
            return
        try:
            expected(predict, lab)
        except ValueError as error:
            self.fault(line, column, str(error), "answer with a readout that is one finite number")

    def key(self, fence: int, name: str) -> tuple[int, int]:
        """Where a key of the fence at a line stands."""
        for i in range(fence + 1, len(self.lines)):
            if self.lines[i].startswith("```"):
                break
            if self.lines[i].lstrip().startswith(name):
                return i, self.lines[i].find(name) + 1
        return fence, 1

    def fits(self, page: Page, lab: Lab | None) -> None:
        rows = page_rows(page, lab if page.owns_lab else None)
        if rows > ROWS:
            reason = f"page '{page.title}' takes {rows} rows; a screen has {ROWS}"
            self.fault(page.line, 1, reason, "shorten it, or split it with another ## heading")
