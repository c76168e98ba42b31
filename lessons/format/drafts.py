"""The pages of a lesson while it is read, and as they are in the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from markdown_it.token import Token

from lessons.model import Block, Fill, LabCall, Page, Question, Recall

FaultAt: TypeAlias = Callable[[int, int, str, str], None]
"""Notes a fault: its line, counted from 0, its column, the reason and the mend."""
_NUMBERED = re.compile(r"(\d{1,9})[-_ ]", re.ASCII)


@dataclass
class PageDraft:
    """A page as far as it has been read."""

    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)
    tried: bool = False
    """Whether there is a directive on it. If that has a fault the page only looks empty."""
    lab_lost: bool = False
    """Whether a fence on it that could not be read may have been its lab."""
    prose_from: int = 0
    was: tuple[str, ...] = ()
    """Slugs that it had before."""


def slug(title: str) -> str:
    """`Two numbers in` → `two-numbers-in`."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "page"


def finished(drafts: Iterable[PageDraft], fault: FaultAt) -> tuple[Page, ...]:
    """The pages of a lesson; `fault` notes what is wrong with one."""
    pages: list[Page] = []
    slugs: set[str] = set()
    questions: set[str] = set()
    lab: LabCall | None = None
    begun: dict[str, LabCall] = {}
    """The lab last begun under each name."""
    for draft in drafts:
        name = slug(draft.title)
        while name in slugs:
            name += "-again"
        slugs.add(name)
        blocks: list[Block] = []
        for block in draft.blocks:
            if isinstance(block, LabCall):
                if block.sound and not block.settings and block.name in begun:
                    block = begun[block.name]._replace(line=block.line, until=block.until, play=block.play)
                else:
                    block = block._replace(begun=name)
                lab = begun[block.name] = block
            elif isinstance(block, Recall):
                block = block._replace(id=f"{name}/recall")
            elif isinstance(block, Question):
                asked = sum(isinstance(b, Question) for b in blocks) + 1
                # A question without an id of its own has gone by its page's.
                was = () if block.id else tuple(f"{old}/{asked}" for old in draft.was)
                block = block._replace(id=block.id or f"{name}/{asked}", was=block.was or was)
                if block.id in questions:
                    fault(block.line, 1, f"question id '{block.id}' is taken", "give it another id")
                questions.add(block.id)
            blocks.append(block)
        if draft.lab_lost and not any(isinstance(b, LabCall) for b in blocks):
            lab = LabCall("", name, line=draft.line, sound=False)
        if not blocks and not draft.tried:
            fault(draft.line, 1, f"page '{draft.title}' is empty", "write something under its heading")
        # What is filled in or recalled has numbers of its own: beside it another lab would only mislead.
        if any(isinstance(b, (Fill, Recall)) for b in blocks) and not any(
            isinstance(b, LabCall) for b in blocks
        ):
            stands: LabCall | None = None
        else:
            stands = lab
        pages.append(Page(draft.title, name, tuple(blocks), draft.line, stands, draft.was))
    _old_names("page", ((page.slug, page.was, page.line) for page in pages), slugs, fault)
    asked_of = (question for page in pages for question in page.questions)
    _old_names("question", ((q.id, q.was, q.line) for q in asked_of), questions, fault)
    return tuple(pages)


def _old_names(
    what: str, of: Iterable[tuple[str, tuple[str, ...], int]], now: set[str], fault: FaultAt
) -> None:
    """Note where old names do not tell whose progress is whose; `of`: names, what they were, lines."""
    claimed: dict[str, str] = {}
    for name, was, line in of:
        for old in was:
            if old in now or old in claimed:
                other = f"is a {what} here now" if old in now else f"is what '{claimed[old]}' was"
                fault(line, 1, f"{what} '{name}' was '{old}', which {other}", "name each old one once")
            claimed.setdefault(old, name)


def lesson_number(path: Path) -> int | None:
    """The number that a file's name begins with: 3 for `03-forward.md`."""
    found = _NUMBERED.match(path.name)
    return int(found[1]) if found else None


def in_braces(token: Token) -> tuple[str, str] | None:
    """The name in braces of a fence and what follows it; None for a fence without."""
    name, brace, argument = token.info.strip().partition("}")
    return (name[1:].strip(), argument.strip()) if brace and name.startswith("{") else None
