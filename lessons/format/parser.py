"""Markdown file → Lesson. Every fault is found in one pass; none is raised."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from lessons.format.directives import DIRECTIVES, Directive, defaults
from lessons.format.drafts import PageDraft, finished, in_braces, lesson_number, slug
from lessons.format.faults import MOST_FAULTS, EnoughError, Fault
from lessons.format.fields import nearest
from lessons.format.markdown import (
    MOST_MARKS_IN_ALL,
    excess,
    frame,
    marks,
    parsed,
    parsed_inline,
    plain,
    text_faults,
    value_tokens,
)
from lessons.format.questions import Fence
from lessons.format.source import read_source
from lessons.format.toml_fence import Problem, find_key, read_fence
from lessons.labs import REGISTRY
from lessons.labs.base.renamed import renamed
from lessons.model import LabCall, Lesson, Prose, Recall, ValueRef

MOST_PAGES = 100
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def parse_file(path: Path, name: str | None = None) -> tuple[Lesson | None, list[Fault]]:
    """Read a lesson file. `name` is what faults call it; by default the path as given.

    The lesson is None where nothing can be taught; it is only fit to be
    taught where there are no faults.
    """
    shown = name or str(path)
    text, faults = read_source(path, shown)
    if text is None:
        return None, faults
    lesson, more = parse_text(text, path, shown)
    return lesson, faults + more


def parse_text(text: str, path: Path, name: str) -> tuple[Lesson | None, list[Fault]]:
    """Read a lesson from its text."""
    return _Parser(text, path, name).parse()


class _Parser:
    def __init__(self, text: str, path: Path, name: str) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.lines = self.text.removesuffix("\n").split("\n")
        self.path = path
        self.name = name
        self.faults: list[Fault] = []
        self.title = ""
        self.head: dict[str, Any] | None = None
        self.pages: list[PageDraft] = []
        self.unclosed = False
        """Whether a fence has swallowed the rest of the file."""
        self.marks = 0
        """How many brackets and marks there have been."""
        self.skip = False
        """Whether something stands in the present piece of prose that is not to be read."""
        self.lost = False
        """Whether there are words before the first page."""

    # Faults

    def fault(self, line: int, column: int, reason: str, mend: str) -> None:
        """Note a fault; `line` counts from 0."""
        source = self.lines[line] if 0 <= line < len(self.lines) else ""
        self.faults.append(Fault(self.name, line + 1, column, reason, mend, source))
        if len(self.faults) >= MOST_FAULTS:
            raise EnoughError

    def take(self, problems: list[Problem], fence_line: int) -> None:
        """Note the problems of a fence whose opening line is `fence_line`."""
        for p in problems:
            self.fault(fence_line + 1 + p.line if p.line >= 0 else fence_line, p.column, p.reason, p.mend)

    # The pass over the file

    def parse(self) -> tuple[Lesson | None, list[Fault]]:
        lesson = None
        with contextlib.suppress(EnoughError):
            self.blocks(frame(self.text))
            lesson = self.finish()
        return lesson, sorted(self.faults)

    def blocks(self, tokens: list[Token]) -> None:
        i = 0
        while i < len(tokens):
            token = tokens[i]
            top = token.level == 0
            if token.type == "fence":
                self.fence(token)
            elif token.type == "heading_open" and top and token.tag in ("h1", "h2"):
                self.heading(token, tokens[i + 1])
                i += 2
            elif token.type == "inline":
                self.words(token)
            elif token.type == "code_block":
                self.code_block(token)
            if top and not self.pages and token.nesting >= 0:
                self.before_pages(token)
            i += 1
        self.end_prose(len(self.lines))

    def words(self, token: Token) -> None:
        """Look at the text of a paragraph before it is read."""
        self.marks += marks(token.content)
        if self.marks > MOST_MARKS_IN_ALL:
            so_many = f"up to here {self.marks:,} brackets and marks"
            self.fault((token.map or (0, 1))[0], 1, so_many, "make several lessons of it")
            raise EnoughError
        reason = excess(token.content, "a paragraph")
        if reason:
            self.skip = True
            self.fault((token.map or (0, 1))[0], 1, reason, "part it in several, with a blank line between")
        elif not self.pages:
            self.inline(parsed_inline(token.content)[0], *(token.map or (0, 1)))

    def inline(self, token: Token, first: int, end: int) -> None:
        """Check the text of a paragraph, in those lines, after its entities and escapes have been read."""
        for what in text_faults(token):
            line, column = first, 1
            if what.find:
                places = ((k, re.search(what.find, self.lines[k])) for k in range(first, end))
                line, column = next(((k, at.start() + 1) for k, at in places if at), (first, 1))
            self.fault(line, column, what.reason, what.mend)

    def code_block(self, token: Token) -> None:
        """An indented fence is code to Markdown, and a directive in it would be shown as it stands."""
        for line in range(*(token.map or (0, 0))):
            if self.lines[line].lstrip().startswith("```{"):
                at = self.lines[line].find("```") + 1
                name = self.lines[line][at + 2 :].strip("{").split("}")[0]
                mend = "take out the spaces before it"
                self.fault(line, at, f"{{{name}}} does not start in column 1", mend)
                self.unread(name)

    def before_pages(self, token: Token) -> None:
        if self.lost or token.tag in ("h1", "h2") or (token.type == "fence" and in_braces(token)):
            return
        self.lost = True
        line = token.map[0] if token.map else 0
        mend = "put them under a ## heading"
        self.fault(line, 1, "words before the first page are never shown", mend)

    def heading(self, token: Token, inline: Token) -> None:
        line, end = token.map or (0, 1)
        reason = excess(inline.content, "a heading")
        if reason:
            self.fault(line, 1, reason, "write a short one")
            inline = Token("inline", "", 0, content="?")
        else:
            inline = parsed_inline(inline.content)[0]
        title = plain(inline) if inline.children else inline.content
        self.inline(inline, line, end)
        live = value_tokens([inline])
        if live:
            at = max(0, self.lines[line].find("{value}")) + 1
            self.fault(line, at, "a {value} in a heading", "put it into the text below")
        if not title.strip():
            self.fault(line, 1, "a heading without words", "write the title of the page after it")
        if token.tag == "h1":
            if self.title:
                self.fault(line, 1, "a second title", "a lesson has one level-1 heading; make this one ##")
            elif self.pages:
                self.fault(line, 1, "the title stands after the first page", "move it to the top")
            self.title = self.title or title
            return
        self.end_prose(line)
        self.pages.append(PageDraft(title, line, prose_from=end))
        if len(self.pages) > MOST_PAGES:
            self.fault(line, 1, f"more than {MOST_PAGES} pages", "make several lessons of it")
            raise EnoughError

    def end_prose(self, line: int) -> None:
        """Close the prose that ends before `line` (from 0), if there is any."""
        if not self.pages:
            return
        page = self.pages[-1]
        start = page.prose_from
        while start < line and not self.lines[start].strip():
            start += 1
        end = line
        while end > start and not self.lines[end - 1].strip():
            end -= 1
        if end > start and not self.skip:
            source = "\n".join(self.lines[start:end])
            for token in parsed(source):
                if token.type == "inline":
                    self.inline(token, *(start + at for at in token.map or (0, 1)))
            page.blocks.append(Prose(source, start, self.values(source, start)))
        page.tried |= self.skip
        self.skip = False
        page.prose_from = line

    def values(self, source: str, start: int) -> tuple[ValueRef, ...]:
        found = []
        for token in parsed(source):
            if token.type != "inline" or not token.map:
                continue
            for child in value_tokens([token]):
                path = child.meta["value"]
                line, column = start + token.map[0], 1
                for k in range(start + token.map[0], start + token.map[1]):
                    at = self.lines[k].find("{value}`" + path + "`")
                    if at >= 0:
                        line, column = k, at + 1
                        break
                found.append(ValueRef(path, line, column))
        return tuple(found)

    # Fences

    def fence(self, token: Token) -> None:
        found = in_braces(token)
        line, end = token.map or (0, 0)
        if not self.closed(token, line, end):
            self.fault(line, 1, "this fence is never closed", f"end it with a line of {token.markup}")
            self.unclosed |= token.level == 0
            return
        if not found:
            return
        column = self.lines[line].find(token.markup[:3]) + 1
        name, argument = found
        if self.pages:
            self.pages[-1].tried = True
        if token.level > 0 or column > 1:
            mend = "move it out of the list or quote" if token.level else "take out the spaces before it"
            self.fault(line, column, f"{{{name}}} does not start in column 1", mend)
            self.unread(name)
            return
        if name not in DIRECTIVES:
            at = self.lines[line].find("{") + 2
            reason = f"directive '{name}' is unknown" if name else "a directive without a name"
            self.fault(line, at, reason, nearest(name, DIRECTIVES))
            self.unread(name)
            return
        if name != "lesson" and not self.pages:
            self.fault(line, 1, f"{{{name}}} stands before the first page", "put it under a ## heading")
            return
        self.end_prose(line)
        if self.pages:
            self.pages[-1].prose_from = end
        directive = DIRECTIVES[name]
        if argument and not directive.argument:
            self.fault(
                line,
                self.lines[line].find(argument) + 1,
                f"{{{name}}} takes no name",
                f"take out '{argument}'",
            )
        getattr(self, f"read_{name}")(directive, token.content, argument, line)

    def unread(self, name: str) -> None:
        """Note that a fence is left out: if it may have been a lab, its page is not told that it has none."""
        if self.pages and (name == "lab" or name not in DIRECTIVES):
            self.pages[-1].lab_lost = True

    def closed(self, token: Token, line: int, end: int) -> bool:
        last = self.lines[end - 1].strip(" >\t") if end - 1 > line else ""
        return bool(last) and set(last) == {token.markup[0]} and len(last) >= len(token.markup)

    def read_lesson(self, directive: Directive, content: str, argument: str, line: int) -> None:
        if self.head is not None:
            self.fault(line, 1, "a second {lesson} fence", "a lesson has one")
            return
        values, problems = read_fence(content, directive.fields, "{lesson}")
        self.take(problems, line)
        self.head = defaults(directive.fields) | values
        key_line, _ = find_key(content, "id")
        if "id" in values and not _ID.fullmatch(values["id"]):
            mend = f"use a-z, 0-9 and -, such as '{slug(values['id'])}'"
            self.fault(line + 1 + key_line, 1, f"id '{values['id']}' is no id", mend)

    def read_lab(self, directive: Directive, content: str, argument: str, line: int) -> None:
        at = self.lines[line].find("}") + 2
        if not argument:
            mend = "write ```{lab} NAME; `nntutor labs` tells which there are"
            self.fault(line, at, "{lab} needs the name of a lab", mend)
        elif old := renamed(argument, content):
            self.fault(line + old[0], 1, old[1], old[2])
        elif argument not in REGISTRY:
            at = self.lines[line].find(argument, at - 1) + 1
            self.fault(line, at, f"lab '{argument}' is unknown", nearest(argument, REGISTRY))
        if argument not in REGISTRY or renamed(argument, content):
            self.unread("lab")
            return
        fields = (*REGISTRY[argument].fields, *directive.fields)
        values, problems = read_fence(content, fields, f"lab '{argument}'")
        self.take(problems, line)
        if any(isinstance(b, LabCall) for b in self.pages[-1].blocks):
            self.fault(line, 1, "a second lab on this page", "start a new page with ## before it")
            return
        until, play = values.pop("until", None), values.pop("play", False)
        call = LabCall(argument, "", values, line, until, play, sound=not problems)
        self.pages[-1].blocks.append(call)

    def read_predict(self, directive: Directive, content: str, argument: str, line: int) -> None:
        if any(isinstance(b, LabCall) for b in self.pages[-1].blocks):
            self.fault(line, 1, "{predict} stands after its lab", "move it above the {lab} fence")
        self.pages[-1].blocks.append(Fence(directive, content, line, self.take).predict())

    def read_quiz(self, directive: Directive, content: str, argument: str, line: int) -> None:
        self.pages[-1].blocks.append(Fence(directive, content, line, self.take).quiz())

    def read_task(self, directive: Directive, content: str, argument: str, line: int) -> None:
        if task := Fence(directive, content, line, self.take).task():
            self.pages[-1].blocks.append(task)

    def read_fill(self, directive: Directive, content: str, argument: str, line: int) -> None:
        if argument not in REGISTRY:
            at = max(0, self.lines[line].find("}")) + 2
            if argument:
                self.fault(line, at + 1, f"lab '{argument}' is unknown", nearest(argument, REGISTRY))
            else:
                mend = "write ```{fill} NAME; `nntutor labs` tells which there are"
                self.fault(line, at, "{fill} needs the name of a lab", mend)
            return
        fields = REGISTRY[argument].fields
        self.pages[-1].blocks.extend(Fence(directive, content, line, self.take).fill(argument, fields))

    def read_code(self, directive: Directive, content: str, argument: str, line: int) -> None:
        if code := Fence(directive, content, line, self.take).code():
            self.pages[-1].blocks.append(code)

    def read_recall(self, directive: Directive, content: str, argument: str, line: int) -> None:
        if any(isinstance(b, Recall) for b in self.pages[-1].blocks):
            self.fault(line, 1, "a second {recall} on this page", "a page has one")
        elif recall := Fence(directive, content, line, self.take).recall():
            self.pages[-1].blocks.append(recall)

    def read_say(self, directive: Directive, content: str, argument: str, line: int) -> None:
        self.pages[-1].blocks.append(Fence(directive, content, line, self.take).say())

    def read_page(self, directive: Directive, content: str, argument: str, line: int) -> None:
        values, problems = read_fence(content, directive.fields, "{page}")
        self.take(problems, line)
        if self.pages[-1].was:
            self.fault(line, 1, "a second {page} fence", "a page has one")
        self.pages[-1].was += values.get("was", ())

    # The whole

    def finish(self) -> Lesson | None:
        if self.unclosed:
            return None
        if not self.title:
            self.fault(0, 1, "the lesson has no title", "begin with a level-1 heading: # A forward pass")
        if self.head is None:
            example = 'add ```{lesson} with id = "…" under the title, closed by ```'
            self.fault(0, 1, "there is no {lesson} fence", example)
        if not self.pages:
            self.fault(
                max(0, len(self.lines) - 1), 1, "the lesson has no page", "start one with ## and a title"
            )
        if not self.pages:
            return None
        head = defaults(DIRECTIVES["lesson"].fields) | {"id": ""} | (self.head or {})
        return Lesson(
            id=head["id"],
            title=self.title,
            part=head["part"],
            minutes=head["minutes"],
            goals=tuple(head["goals"]),
            pages=finished(self.pages, self.fault),
            path=self.path,
            number=lesson_number(self.path),
            text=self.text,
            needs=tuple(head["needs"]),
        )
