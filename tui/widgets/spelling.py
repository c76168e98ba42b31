"""Text of a widget in the letters that its terminal has."""

from __future__ import annotations

from textual.widget import Widget

from tui.link.letters import Letters, spell


def letters_of(widget: Widget) -> Letters:
    """What the terminal of the widget can be given."""
    letters: Letters = getattr(widget.app, "letters", "all")
    return letters


def spelled(widget: Widget, text: str) -> str:
    """`text` as the terminal of the widget can show it."""
    return spell(text, letters_of(widget))
