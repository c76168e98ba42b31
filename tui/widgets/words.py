"""Words with live numbers in them."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from lessons.markdown import fill, make_parser, value_tokens


class _FillingParser:
    """A Markdown parser that puts the present numbers in."""

    def __init__(self, read: Callable[[str], str]) -> None:
        self._parser: MarkdownIt = make_parser()
        self._read = read

    def parse(self, source: str) -> list[Token]:
        tokens = self._parser.parse(source)
        fill(tokens, self._read)
        return tokens


class Words(Markdown):
    """A piece of a lesson. When a number changes, only its own paragraph is drawn again."""

    def __init__(self, source: str, read: Callable[[str], str], classes: str | None = None) -> None:
        """`read` gives the text of a readout."""
        super().__init__(
            source,
            parser_factory=lambda: _FillingParser(read),  # type: ignore[arg-type,return-value]
            open_links=False,
            classes=classes,
        )
        self._read = read

    def update_values(self) -> None:
        """Show the present numbers."""
        for block in self.query(MarkdownBlock):
            token = block._inline_token
            if token is not None and value_tokens([token]) and fill([token], self._read):
                block.build_from_token(token)
