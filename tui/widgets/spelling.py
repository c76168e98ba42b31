"""Text of a widget in the letters that its terminal has."""

from __future__ import annotations

from textual.widget import Widget

from tui.ascii import to_ascii


def spelled(widget: Widget, text: str) -> str:
    """`text` as the terminal of the widget can show it."""
    return to_ascii(text) if getattr(widget.app, "ascii_only", False) else text
