"""Words with live numbers in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it.token import Token
from textual.app import ComposeResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from lessons.format.markdown import is_words, parsed
from lessons.model import Page, Say
from lessons.run import LessonRun
from tui.widgets.spelling import spelled

_BLANKS = re.compile(r"\s+")
STYLES = {"strong_open": "bold", "em_open": "italic"}
BLOCKS = {"paragraph_open", "inline", "paragraph_close"}


class Words(Widget):
    """A piece of a lesson.

    Paragraphs are most of what a lesson has: they are one widget. Textual's Markdown makes one of each and
    takes long to import; it draws whatever else there is, and where there is such.
    """

    def __init__(self, source: str, read: Callable[[str], str], classes: str | None = None) -> None:
        """`read` gives the text of a readout."""
        super().__init__(classes=classes)
        self._source, self._read = source, read
        self._text = Content("")
        tokens = parsed(source)
        self.plain = {token.type for token in tokens} <= BLOCKS and is_words(tokens)
        self.set_class(not self.plain, "-marked")

    def compose(self) -> ComposeResult:
        if not self.plain:
            from tui.widgets.marked import Marked

            yield Marked(self._source, self._read)

    def on_mount(self) -> None:
        if self.plain:
            self._text = self._written(self._source)

    def render(self) -> Content:
        return self._text

    def update_values(self) -> None:
        """Show the present numbers."""
        if not self.plain:
            from tui.widgets.marked import Marked

            for marked in self.query(Marked):
                marked.update_values()
            return
        before, self._text = self._text, self._written(self._source)
        if self._text.plain != before.plain:
            # Before it has been laid out it has no width.
            width = self.size.width or 1
            rows = (text.get_height(self.styles, width) for text in (before, self._text))
            self.refresh(layout=len({*rows}) > 1)

    def _written(self, source: str) -> Content:
        """Paragraphs, with the present numbers in them, as the terminal can show them."""
        paragraphs = (token.children or [] for token in parsed(source) if token.type == "inline")
        return Content("\n\n").join(Content.assemble(*self._parts(each)).simplify() for each in paragraphs)

    def _parts(self, paragraph: list[Token]) -> Iterator[tuple[str, str]]:
        styles: list[str] = []
        for token in paragraph:
            if token.nesting > 0:
                styles.append(STYLES[token.type])
            elif token.nesting < 0:
                styles.pop()
            elif token.type == "code_inline":
                yield spelled(self, token.content), " ".join((*styles, "$accent"))
            else:
                text = self._read(token.meta["value"]) if token.meta.get("value") else token.content
                text = " " if token.type == "softbreak" else _BLANKS.sub(" ", text)
                yield spelled(self, text), " ".join(styles)


class Saying(Words):
    """A paragraph of which the lab decides what it says. It takes the rows of the longest that it may say."""

    def __init__(self, say: Say, run: LessonRun, page: Page) -> None:
        super().__init__(run.said(page, say), lambda path: run.read(page, path))
        self._texts = say.texts
        self._said = lambda: run.said(page, say)

    def update_values(self) -> None:
        self._source = self._said()
        super().update_values()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max((self._written(text).get_height(self.styles, width) for text in self._texts), default=0)
