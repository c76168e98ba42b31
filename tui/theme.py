"""The themes of the tutor, and the pen that draws figures in any theme."""

from __future__ import annotations

from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

from tui.drawing.pen import ColourMode, Pen
from tui.link.letters import Letters

# Hues are entries of the 256-colour cube, and greys have so little tint that Rich maps them to the
# grey ramp: over ssh, where COLORTERM is lost, the screen looks as it was meant.
DARK = Theme(
    name="nntutor-dark",
    dark=True,
    primary="#87d7af",
    secondary="#87afaf",
    accent="#87d7af",
    foreground="#dadada",
    background="#1a1c1e",
    surface="#25282b",
    panel="#303438",
    success="#87d7af",
    warning="#ffaf5f",
    error="#ff875f",
)
LIGHT = Theme(
    name="nntutor-light",
    dark=False,
    primary="#0b6e5a",
    secondary="#5f8787",
    accent="#0b6e5a",
    foreground="#262626",
    background="#f8f8f6",
    surface="#eeeeeb",
    panel="#e2e2df",
    success="#0b6e5a",
    warning="#9a5200",
    error="#d70000",
)
THEMES = (DARK, LIGHT)

# Orange to blue keeps its meaning for every common kind of colour blindness; the middle is a grey.
# 256 colours have their own ramps: the nearest entries to a calm one are not in order.
_RAMPS: dict[tuple[bool, ColourMode], tuple[str, ...]] = {
    (True, "truecolor"): (
        "#b5651d", "#94592a", "#735033", "#57483a", "#404244", "#3a4c60", "#34597f", "#2c659e", "#2271bd",
    ),
    (True, "256"): (
        "#af5f00", "#875f00", "#875f5f", "#5f5f5f", "#444444", "#5f5f87", "#005f87", "#005faf", "#005fd7",
    ),
    (False, "truecolor"): (
        "#f0a35e", "#f4b983", "#f6cfa8", "#f5e2cd", "#eeeeec", "#d6e3f0", "#b4d0ee", "#8fbcec", "#69a7e8",
    ),
    (False, "256"): (
        "#ffaf5f", "#ffd787", "#ffd7af", "#ffffd7", "#eeeeee", "#d7d7ff", "#afd7ff", "#87d7ff", "#5fafff",
    ),
}  # fmt: skip


def register(app: App[object]) -> None:
    """Make the tutor's themes known to the app."""
    for theme in THEMES:
        app.register_theme(theme)


def colour_mode_of(app: App[object]) -> ColourMode:
    """The depth of colour that the app writes."""
    if app.no_color:
        return "none"
    system = app.console.color_system
    if app.current_theme.ansi or system in ("standard", "windows"):
        return "16"
    if system is None:
        return "none"
    return "truecolor" if system == "truecolor" else "256"


def pen_for(theme: Theme, mode: ColourMode, letters: Letters = "all", levels: int = 9) -> Pen:
    """The pen of a theme. In 16 colours and in none, roles use the terminal's own colours."""
    if mode == "none":
        return Pen(mode=mode, letters=letters, levels=levels)
    if mode == "16":
        return Pen(
            accent="green" if theme.dark else "magenta",
            positive="bright_blue" if theme.dark else "blue",
            negative="yellow" if theme.dark else "red",
            mode=mode,
            letters=letters,
            levels=levels,
        )
    dark = theme.dark
    text = _hex(theme.foreground, "#dadada" if dark else "#262626")
    background = _hex(theme.background, "#1a1c1e" if dark else "#f8f8f6")
    return Pen(
        accent=_hex(theme.accent or theme.primary, "#87d7af" if dark else "#0b6e5a"),
        positive="#5fafff" if dark else "#005faf",
        negative="#ffaf5f" if dark else "#9a5200",
        muted="#949494" if dark else "#626262",
        text=text,
        background=background,
        ramp=_RAMPS[dark, mode],
        point="#ffffff" if dark else "#000000",
        mode=mode,
        letters=letters,
        levels=levels,
    )


def _hex(colour: str | None, default: str) -> str:
    """A theme's colour as `#rrggbb`; the default where it has none, or an ANSI name."""
    if not colour or colour.startswith("ansi"):
        return default
    try:
        return Color.parse(colour).hex6.lower()
    except ColorParseError:
        return default
