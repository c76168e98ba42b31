"""What a figure is drawn with: colours by role, the depth of colour, and the set of glyphs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rich.style import Style

from lessons.figures import Role
from lessons.text import BLANK
from tui.link.letters import Letters, spell

ColourMode = Literal["truecolor", "256", "16", "none"]


@dataclass(frozen=True)
class Glyphs:
    """The marks of a set of glyphs. Each is one cell wide."""

    now: str = "▸"
    cut: str = "…"
    zero_class: str = "○"
    one_class: str = "●"
    here: str = "◆"
    more: str = "⋮"
    blank: str = BLANK
    boundary: str = "·"
    likely: str = "·"
    sure: str = ":"
    solid: str = "─"
    lines: tuple[str, ...] = ("━━", "╍╍", "··", "┅ ")
    """Samples of the styles in which the lines of a chart are drawn, for its legend."""
    points: tuple[str, ...] = ("●", "○", "×", "+")
    bar: str = "━"
    bar_half_right: str = "╸"
    bar_half_left: str = "╺"
    axis: str = "│"
    brackets: tuple[str, ...] = ("⎡", "⎢", "⎣", "⎤", "⎥", "⎦")


UNICODE = Glyphs()
ASCII = Glyphs(
    now=">",
    cut="~",
    zero_class="o",
    one_class="x",
    here="@",
    more=":",
    blank=".",
    boundary=".",
    likely=".",
    sure=":",
    solid="-",
    lines=("**", "oo", "..", "##"),
    points=("O", "x", "%", "&"),
    bar="#",
    bar_half_right="",
    bar_half_left="",
    axis="|",
    brackets=("[", "[", "[", "]", "]", "]"),
)

# Braille is narrow everywhere; brackets are too.
NARROW = replace(
    ASCII,
    more=UNICODE.more,
    lines=("⠤⠤", "⠤⠄", "⠄⠄", "⠤ "),
    bar="⠶",
    bar_half_right="⠆",
    bar_half_left="⠰",
    brackets=UNICODE.brackets,
)
_GLYPHS: dict[Letters, Glyphs] = {"all": UNICODE, "narrow": NARROW, "ascii": ASCII}


@dataclass(frozen=True)
class Pen:
    """Colours are Rich's: `#rrggbb`, an ANSI name, or None for the terminal's own."""

    accent: str | None = None
    positive: str | None = None
    negative: str | None = None
    muted: str | None = None
    text: str | None = None
    background: str | None = None
    ramp: tuple[str, ...] = ()
    """Nine backgrounds of a decision surface, from class 0 to class 1; empty where glyphs tell them apart."""
    point: str | None = None
    """The marks of the points on a decision surface."""
    mode: ColourMode = "none"
    letters: Letters = "all"
    levels: Literal[5, 9] = 9
    """Shades of a decision surface; 5 on a thin link."""

    @property
    def glyphs(self) -> Glyphs:
        return _GLYPHS[self.letters]

    @property
    def ascii(self) -> bool:
        """Whether there is no braille to draw with."""
        return self.letters == "ascii"

    def on(self, background: str | None) -> Pen:
        """The same pen on another background."""
        return replace(self, background=background)

    def write(self, text: str) -> str:
        """`text` as this terminal can show it."""
        return spell(text, self.letters)

    def style(self, role: Role = "text", *, bold: bool = False, back: str | None = None) -> Style:
        """The style of a role; `back` is another background than the pen's."""
        return _style(self, role, bold, back)

    @property
    def base(self) -> Style:
        return _style(self, "text", False, None)

    def mark_style(self, shade: str) -> Style:
        """A cell of a decision surface, with or without a point: one colour, so that points cost no bytes."""
        return _mark_style(self, shade)

    def shades(self) -> tuple[str, ...]:
        """The backgrounds of a decision surface, `levels` of them."""
        return self.ramp[::2] if self.levels == 5 else self.ramp


@lru_cache(maxsize=512)
def _style(pen: Pen, role: Role, bold: bool, back: str | None) -> Style:
    dim = role == "muted" and pen.mode in ("none", "16") and not bold
    return Style(
        color=getattr(pen, role),
        bgcolor=back or pen.background,
        bold=bold or None,
        dim=dim or None,
    )


@lru_cache(maxsize=128)
def _mark_style(pen: Pen, shade: str) -> Style:
    return Style(color=pen.point, bgcolor=shade)
