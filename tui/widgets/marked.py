"""Words with lists, code, tables or headings among them: Textual's Markdown, with live numbers in it."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it.token import Token
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from lessons.format.markdown import fill, make_parser, value_tokens
from tui.private import token_of
from tui.widgets.spelling import spelled


class _Parsed:
    """A text that has been parsed already, as a Markdown parser: Textual parses in a thread of its own.

    There the numbers must not be read. A lab is at work in the event loop's thread alone.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens

    def parse(self, source: str) -> list[Token]:
        return self._tokens


class Marked(Markdown):
    """A piece of Markdown. When a number changes, only its own block is drawn again."""

    def __init__(self, source: str, read: Callable[[str], str]) -> None:
        """`read` gives the text of a readout."""
        super().__init__(
            source,
            parser_factory=lambda: _Parsed(self._filled(source)),  # type: ignore[arg-type,return-value]
            open_links=False,
        )
        self._given = read

    def _filled(self, source: str) -> list[Token]:
        """The text with the present numbers in it, spelled as the terminal can show it."""
        tokens = make_parser().parse(source)
        fill(tokens, self._read)
        # Only now: what a product is spelled with would be a mark of Markdown.
        for token in tokens:
            for part in token.children or [token]:
                part.content = self._spelled(part.content)
        return tokens

    def _read(self, path: str) -> str:
        return self._spelled(self._given(path))

    def _spelled(self, text: str) -> str:
        return spelled(self, text)

    def update_values(self) -> None:
        """Show the present numbers."""
        for block in self.query(MarkdownBlock):
            token = token_of(block)
            if token is not None and value_tokens([token]) and fill([token], self._read):
                block.build_from_token(token)
