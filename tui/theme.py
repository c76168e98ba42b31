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

# Orange to blue keeps its meaning for every common kind of colour blindness; the middle is a grey. All are
# entries of the 256-colour cube, of about one lightness, and the stronger the farther from the middle.
_RAMPS = {
    True: (
        "#d75f00", "#d78700", "#d7875f", "#af875f", "#8a8a8a", "#5f87af", "#5f87d7", "#0087d7", "#0087ff",
    ),
    False: (
        "#ff8700", "#ffaf5f", "#ffaf87", "#ffd7af", "#eeeeee", "#afd7ff", "#87d7ff", "#87afff", "#5fafff",
    ),
}  # fmt: skip
# From dark blue over green to light yellow, lighter with each step.
_RISING = (
    "#00005f", "#0000af", "#005faf", "#0087af", "#00af87", "#5fd787", "#afd75f", "#d7d75f", "#ffff87",
)  # fmt: skip
# A class a line: unsure, and sure.
_HUES = {
    True: (
        "#af875f", "#d78700",
        "#5f87af", "#0087d7",
        "#5f875f", "#00af5f",
        "#af87af", "#af5faf",
        "#5f8787", "#00afaf",
        "#87875f", "#afaf00",
        "#af5f5f", "#d75f5f",
        "#767676", "#a8a8a8",
    ),
    False: (
        "#ffd7af", "#ffaf5f",
        "#afd7ff", "#5fafff",
        "#afd7af", "#5fd787",
        "#ffd7ff", "#d787d7",
        "#afd7d7", "#5fd7d7",
        "#ffffaf", "#d7d700",
        "#ffafaf", "#ff8787",
        "#d0d0d0", "#a8a8a8",
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


def pen_for(theme: Theme, mode: ColourMode, letters: Letters = "all") -> Pen:
    """The pen of a theme. In 16 colours and in none, roles use the terminal's own colours."""
    if mode == "none":
        return Pen(mode=mode, letters=letters)
    if mode == "16":
        return Pen(
            accent="green" if theme.dark else "magenta",
            positive="bright_blue" if theme.dark else "blue",
            negative="yellow" if theme.dark else "red",
            mode=mode,
            letters=letters,
        )
    dark, own = theme.dark, DARK if theme.dark else LIGHT
    return Pen(
        accent=_hex(theme.accent or theme.primary, own.primary),
        positive="#5fafff" if dark else "#005faf",
        negative="#ffaf5f" if dark else "#9a5200",
        muted="#949494" if dark else "#626262",
        text=_hex(theme.foreground, str(own.foreground)),
        background=_hex(theme.background, str(own.background)),
        ramp=_RAMPS[dark],
        rising=_RISING,
        hues=_HUES[dark],
        mode=mode,
        letters=letters,
    )


def _hex(colour: str | None, default: str) -> str:
    """A theme's colour as `#rrggbb`; the default where it has none, or an ANSI name."""
    if not colour or colour.startswith("ansi"):
        return default
    try:
        return Color.parse(colour).hex6.lower()
    except ColorParseError:
        return default
