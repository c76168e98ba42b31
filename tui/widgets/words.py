"""Words with live numbers in them."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock

from lessons.markdown import fill, make_parser, value_tokens
from tui.widgets.spelling import spelled


class _FillingParser:
    """A Markdown parser that puts the present numbers in, and spells what the terminal cannot show."""

    def __init__(self, read: Callable[[str], str], spelled: Callable[[str], str]) -> None:
        self._parser: MarkdownIt = make_parser()
        self._read, self._spelled = read, spelled

    def parse(self, source: str) -> list[Token]:
        tokens = self._parser.parse(source)
        fill(tokens, self._read)
        # Only now: what a product is spelled with would be a mark of Markdown.
        for token in tokens:
            for part in token.children or [token]:
                part.content = self._spelled(part.content)
        return tokens


class Words(Markdown):
    """A piece of a lesson. When a number changes, only its own paragraph is drawn again."""

    def __init__(self, source: str, read: Callable[[str], str], classes: str | None = None) -> None:
        """`read` gives the text of a readout."""
        super().__init__(
            source,
            parser_factory=lambda: _FillingParser(self._read, self._spelled),  # type: ignore[arg-type,return-value]
            open_links=False,
            classes=classes,
        )
        self._given = read

    def _read(self, path: str) -> str:
        return self._spelled(self._given(path))

    def _spelled(self, text: str) -> str:
        return spelled(self, text)

    def update_values(self) -> None:
        """Show the present numbers."""
        for block in self.query(MarkdownBlock):
            token = block._inline_token
            if token is not None and value_tokens([token]) and fill([token], self._read):
                block.build_from_token(token)
