"""Words with live numbers in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markdown_it.token import Token
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from lessons.format.markdown import parsed
from tui.widgets.spelling import spelled

_BLANKS = re.compile(r"\s+")
STYLES = {"strong_open": "bold", "em_open": "italic"}
BLOCKS = {"paragraph_open", "inline", "paragraph_close"}
INLINE = {"text", "code_inline", "softbreak", "strong_open", "strong_close", "em_open", "em_close"}


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
        self._paragraphs = [token.children or [] for token in tokens if token.type == "inline"]
        kinds = {child.type for paragraph in self._paragraphs for child in paragraph}
        self.plain = {token.type for token in tokens} <= BLOCKS and kinds <= INLINE
        self.set_class(not self.plain, "-marked")

    def compose(self) -> ComposeResult:
        if not self.plain:
            from tui.widgets.marked import Marked

            yield Marked(self._source, self._read)

    def on_mount(self) -> None:
        if self.plain:
            self._text = self._written()

    def render(self) -> Content:
        return self._text

    def update_values(self) -> None:
        """Show the present numbers."""
        if not self.plain:
            from tui.widgets.marked import Marked

            for marked in self.query(Marked):
                marked.update_values()
            return
        before, self._text = self._text, self._written()
        if self._text.plain != before.plain:
            rows = (text.get_height(self.styles, self.size.width) for text in (before, self._text))
            self.refresh(layout=len({*rows}) > 1)

    def _written(self) -> Content:
        """The paragraphs, with the present numbers in them, as the terminal can show them."""
        return Content("\n\n").join(
            Content.assemble(*self._parts(each)).simplify() for each in self._paragraphs
        )

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
