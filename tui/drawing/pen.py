"""What a figure is drawn with: colours by role, the depth of colour, and the set of glyphs."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from rich.style import Style

from lessons.figures import Role
from tui.link.letters import Letters, spell

ColourMode = Literal["truecolor", "256", "16", "none"]


class Glyphs(NamedTuple):
    """The marks of a set of glyphs. Each is one cell wide."""

    now: str = "▸"
    cut: str = "…"
    classes: str = "○●△■◇×+▽▲▼"
    """The marks of points by their class."""
    held: str = "□■"
    """Of two classes, the marks of points that are not learnt from."""
    grades: str = "○◔◑◕●"
    """The marks of points by their number, from low to high."""
    held_grades: str = "□□◧■■"
    textures: str = " :-'~=,`^_"
    """The planes of many classes, where there are no shades."""
    heights: str = " .:-=+*%#"
    """Values from low to high, where there are no shades."""
    half: str = "▀"
    sides: str = "▐▌"
    over: str = "▀"
    under: str = "▄"
    """The frame around a picture: left and right of it, below it, above it."""
    into: str = "▶"
    """Where links lead to."""
    here: str = "◆"
    more: str = "⋮"
    boundary: str = "·"
    likely: str = "·"
    sure: str = ":"
    solid: str = "─"
    lines: tuple[str, ...] = ("⠤⠤", "⠤ ⠤", "⠄⠠", "⠤⠤ ⠤")
    """Samples of the styles in which the lines of a chart are drawn, for its legend: in the same dots."""
    points: tuple[str, ...] = ("●", "○", "×", "+")
    both: str = "◉"
    """Points of two kinds in one cell."""
    bar: str = "━"
    bar_half_right: str = "╸"
    bar_half_left: str = "╺"
    axis: str = "│"
    square: str = "⎡⎢⎣⎤⎥⎦[]"
    round: str = "⎛⎜⎝⎞⎟⎠()"
    """The parts of a high bracket, its left ones first, and the pair around a single row."""

    def class_mark(self, k: int) -> str:
        return self.classes[k % len(self.classes)]


def around(brackets: str, row: int, last: int) -> tuple[str, str]:
    """What stands left and right of a row in brackets of `Glyphs`, of rows from 0 to `last`."""
    if not last:
        return brackets[6], brackets[7]
    at = 0 if row == 0 else 2 if row == last else 1
    return brackets[at], brackets[at + 3]


UNICODE = Glyphs()
ASCII = Glyphs(
    now=">",
    cut="~",
    classes="ox+*%&=v#$",
    held="OX",
    grades="abcde",
    held_grades="ABCDE",
    half="",
    sides="[]",
    over="",
    under="",
    into=">",
    here="@",
    more=":",
    boundary=".",
    likely=".",
    sure=":",
    solid="-",
    lines=("**", "oo", "..", "##"),
    points=("O", "x", "%", "&"),
    both="8",
    bar="#",
    bar_half_right="",
    bar_half_left="",
    axis="|",
    square="[[[]]][]",
    round="((()))()",
)

# Braille is narrow everywhere; brackets are too.
NARROW = ASCII._replace(
    more=UNICODE.more,
    lines=UNICODE.lines,
    bar="⠶",
    bar_half_right="⠆",
    bar_half_left="⠰",
    square=UNICODE.square,
    round=UNICODE.round,
)
_GLYPHS: dict[Letters, Glyphs] = {"all": UNICODE, "narrow": NARROW, "ascii": ASCII}


_CLASS_ROLES: tuple[Role, ...] = ("negative", "positive", "accent", "text", "muted")


class Pen(NamedTuple):
    """Colours are Rich's: `#rrggbb`, an ANSI name, or None for the terminal's own."""

    accent: str | None = None
    positive: str | None = None
    negative: str | None = None
    muted: str | None = None
    text: str | None = None
    background: str | None = None
    ramp: tuple[str, ...] = ()
    """Nine backgrounds, from one class to the other or from negative to positive, grey between; empty
    where glyphs tell them apart."""
    rising: tuple[str, ...] = ()
    """Nine backgrounds from low values to high ones."""
    hues: tuple[str, ...] = ()
    """Two backgrounds a class, of many: unsure and sure."""
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
        return self._replace(background=background)

    def write(self, text: str) -> str:
        """`text` as this terminal can show it."""
        return spell(text, self.letters)

    def style(self, role: Role = "text", *, bold: bool = False, back: str | None = None) -> Style:
        """The style of a role; `back` is another background than the pen's."""
        return _style(self, role, bold, back)

    @property
    def base(self) -> Style:
        return _style(self, "text", False, None)

    def class_style(self, k: int, bold: bool = False, many: bool = False) -> Style:
        """A mark of a class where there are no shades to lie on; of `many`, in the colour of its shades."""
        if many and self.hues:
            return Style(color=self.hues[(2 * k + 1) % len(self.hues)], bold=bold)
        return self.style(_CLASS_ROLES[k % len(_CLASS_ROLES)], bold=bold)

    def shades(self) -> tuple[str, ...]:
        """The backgrounds between two classes, `levels` of them."""
        return self.ramp[::2] if self.levels == 5 else self.ramp

    def heights(self) -> tuple[str, ...]:
        """The backgrounds of values from low to high, `levels` of them."""
        return self.rising[::2] if self.levels == 5 else self.rising


@lru_cache(maxsize=512)
def _style(pen: Pen, role: Role, bold: bool, back: str | None) -> Style:
    dim = role == "muted" and pen.mode in ("none", "16") and not bold
    return Style(color=getattr(pen, role), bgcolor=back or pen.background, bold=bold or None, dim=dim or None)


@lru_cache(maxsize=256)
def mark_style(shade: str) -> Style:
    """A cell of a surface and the mark upon it, black or white as is read better on the shade."""
    # Rec. 709's weights, of the colours as they are written: near enough to tell light from dark.
    red, green, blue = (int(shade[i : i + 2], 16) for i in (1, 3, 5))
    return Style(
        color="#000000" if 0.21 * red + 0.72 * green + 0.07 * blue > 110 else "#ffffff", bgcolor=shade
    )


@lru_cache(maxsize=1024)
def half_style(above: str | None, below: str | None) -> Style:
    """A cell of a surface whose halves differ."""
    return Style(color=above, bgcolor=below)
