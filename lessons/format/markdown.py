"""The Markdown of lessons: CommonMark with tables, and one thing of our own.

A live number in prose is written {value}`loss.test`: the name of a readout after
the word value in braces, as MyST writes its roles. It becomes bold text whose
content is filled in from the page's lab.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it import main as implementation
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from lessons.format.faults import first_control

LONGEST = 10_000
"""The most characters of a paragraph, or of any other text that a lesson gives in one piece."""
MOST_MARKS = 400
"""The most characters in it that may mark something. Some arrangements of them take long to read."""
MOST_MARKS_IN_ALL = 15_000
"""The most of them in a lesson; a lesson of the course has some hundreds."""

_MARKS = re.compile(r"[\[\]()!<>*_`&\\{]")
_OPEN = "{value}`"


def _value_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_OPEN, state.pos):
        return False
    start = state.pos + len(_OPEN)
    end = state.src.find("`", start)
    if end <= start or end >= state.posMax or "\n" in state.src[start:end]:
        return False
    if not silent:
        path = state.src[start:end]
        state.push("strong_open", "strong", 1)
        token = state.push("text", "", 0)
        token.content = "…"
        token.meta = {"value": path}
        state.push("strong_close", "strong", -1)
    state.pos = end + 1
    return True


@cache
def make_parser() -> MarkdownIt:
    """The parser for lessons: one for reading, checking and drawing them. It keeps nothing between texts."""
    return _new_parser()


def _new_parser() -> MarkdownIt:
    # Every parser makes itself what finds links, half a megabyte: no rule of these uses it.
    finder = vars(implementation)["linkify_it"]
    vars(implementation)["linkify_it"] = None
    try:
        parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    finally:
        vars(implementation)["linkify_it"] = finder
    parser.inline.ruler.before("text", "value", _value_rule)
    return parser


@cache
def _frame_parser() -> MarkdownIt:
    """The same, for the blocks alone: what is written in them is not read."""
    return _new_parser().disable("inline")


def frame(text: str) -> list[Token]:
    """The blocks of a text, the words in them as they stand: to look at before they are read."""
    return _frame_parser().parse(text)


@lru_cache(maxsize=64)
def parsed(text: str) -> tuple[Token, ...]:
    """The tokens of a text, read once; nobody may change them."""
    return tuple(make_parser().parse(text))


@lru_cache(maxsize=256)
def parsed_inline(text: str) -> tuple[Token, ...]:
    """The tokens of a line of Markdown, read once; nobody may change them."""
    return tuple(make_parser().parseInline(text))


def excess(text: str, what: str) -> str | None:
    """Why a piece of Markdown is not read: there is too much of it; None where it is."""
    if len(text) > LONGEST:
        return f"{what} of {len(text):,} characters"
    count = marks(text)
    return f"{what} with {count:,} brackets and marks in it" if count > MOST_MARKS else None


def marks(text: str) -> int:
    """How many characters of a text may mark something."""
    return len(_MARKS.findall(text))


def value_tokens(tokens: Iterable[Token]) -> list[Token]:
    """Every inline token that stands for a live number."""
    return [child for token in tokens for child in token.children or () if child.meta.get("value")]


def fill(tokens: list[Token], read: Callable[[str], str]) -> bool:
    """Put the present numbers into the live tokens; True where one of them changed."""
    changed = False
    for token in value_tokens(tokens):
        text = read(token.meta["value"])
        changed |= text != token.content
        token.content = text
    return changed


def fill_text(text: str, read: Callable[[str], str]) -> str:
    """A line of Markdown as plain text, with the present numbers in it."""
    return " ".join(plain(token, read) for token in parsed_inline(text))


WORDS = {"text", "code_inline", "softbreak", "strong_open", "strong_close", "em_open", "em_close"}
"""What a plain paragraph is made of."""


def is_words(tokens: Iterable[Token]) -> bool:
    """Whether inline tokens are a plain paragraph, without links, pictures or broken lines."""
    return {child.type for token in tokens for child in token.children or ()} <= WORDS


def plain(token: Token, read: Callable[[str], str] | None = None) -> str:
    """The text of an inline token, without its marks; `read` says what its live numbers are."""
    parts: list[str] = []
    for child in token.children or ():
        match child.type:
            case "text" if read and child.meta.get("value"):
                parts.append(read(child.meta["value"]))
            case "text" | "code_inline":
                parts.append(child.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(plain(child, read))
    return "".join(parts)


class TextFault(NamedTuple):
    """What is wrong in a piece of Markdown, and a pattern that stands in its place."""

    reason: str
    mend: str
    find: str = ""


def text_faults(inline: Token) -> Iterator[TextFault]:
    """The faults of an inline token, its entities and escapes read: control characters, broken values."""
    for child in inline.children or ():
        bad = first_control(child.content)
        if bad:
            yield TextFault(f"{bad[1]} in the text", "take it out")
        if child.type == "text" and "{value}" in child.content:
            mend = "write {value}`name of a readout`"
            yield TextFault("{value} has no readout after it", mend, r"\{value\}(?!`[^`]+`)")
        yield from text_faults(child)
