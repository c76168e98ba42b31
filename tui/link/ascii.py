"""Text for terminals that know no more than ASCII, and for those that draw much of the rest too wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from lessons.text import SHAPE, cells_of

_LETTERS = (
    "αalpha βbeta γgamma δdelta εepsilon ζzeta ηeta θtheta κkappa λlambda μmu νnu ξxi πpi ρrho σsigma "
    "ςsigma τtau φphi ϕphi χchi ψpsi ωomega ϵepsilon ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSum ΦPhi ΨPsi "
    "ΩOmega ßss"
)
_SIGNS = (
    "÷/ ∂d ∇grad ∑sum ∏prod √sqrt ∞inf ∫int ≤<= ≥>= ≠!= ≈~= ≡== ±+/- ∓-/+ →-> ←<- ↔<-> ⇒=> ↦-> ↑^ ↓v ∈in "
    "∉notin ∘o ⊙(*) ⊗(x) ⊕(+) ∝~ …... ⋯... ‖|| ∥|| ⟨< ⟩> ′' ″'' ’' ‘' “\" ”\" «\" »\" ᵀ^T ⊤^T ½1/2 ¼1/4 ¾3/4 "
    "°deg ℝR ℓl ✓ok ✔ok"
)
_SHAPES = {
    "-": "−–—‑‐─╌╍┄┅┈┉▔╴╶", "=": "━═", "_": "▁▂▃", "|": "│┃║╎╏┆┇┊┋▏▕╷╵", "[": "⎡⎢⎣", "]": "⎤⎥⎦",
    "+": "┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╭╮╰╯△", "#": "█▉▊▓▀▄▅▆▇▋▌▍▎▐▙▛▜▟□▪▮", ":": "▒▖▗▘▝▚▞⋮", ".": "░∙",
    "*": "·×⋅∗•★☆■", "o": "○◯◦", "x": "●✗✘", "@": "◆", "%": "◇", ">": "▸▶►▹›⏵", "<": "◂◀‹⏴",
    "^": "▲▴", "v": "▼▾", " ": "\u00a0\u2009\u202f",
}  # fmt: skip
# Some of each are of ambiguous width; half a family spelled and half of it drawn would read as two things.
_FAMILIES = (("\u0370", "\u03ff"), ("\u2070", "\u209f"), ("\u2500", "\u25ff"))
_RAISED, _LEVEL = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱᵗ", "0123456789+-nit"
_SUPERSCRIPTS = str.maketrans(_RAISED, _LEVEL)
_ROOT = re.compile(r"√([\w.′]+)")
"""A root without brackets: spelled, its sign would run into what stands under it."""


_TABLE = {pair[0]: pair[1:] for pair in f"{_LETTERS} {_SIGNS}".split()}
_TABLE |= {shape: spelling for spelling, shapes in _SHAPES.items() for shape in shapes}


@lru_cache(maxsize=4096)
def to_ascii(text: str) -> str:
    """`text` in ASCII alone: z₁ → z1, σ′ → sigma', ≤ → <=, x² → x^2. What has no spelling becomes `?`."""
    return text if text.isascii() else _spell(text, str.isascii)


@lru_cache(maxsize=4096)
def to_narrow(text: str) -> str:
    """`text` without characters that some UTF-8 terminals draw in two columns, as `to_ascii` spells them."""
    return text if text.isascii() else _spell(text, is_narrow)


@lru_cache(maxsize=4096)
def is_narrow(char: str) -> bool:
    """Whether a character takes as many columns on every UTF-8 terminal."""
    if char.isascii():
        return True
    from wcwidth import wcwidth

    width = wcwidth(char)
    if width == 1 and any(first <= char <= last for first, last in _FAMILIES):
        return False
    return width == wcwidth(char, ambiguous_width=2) and width >= 0


def _spell(text: str, keeps: Callable[[str], bool]) -> str:
    out: list[str] = []
    raised = False
    text = SHAPE.sub(r"\1x", text)
    if not keeps("√"):
        text = _ROOT.sub(r"√(\1)", text)
    for char in text:
        up = char in _RAISED
        if keeps(char):
            out.append(char)
        elif up:
            out.append(("" if raised else "^") + char.translate(_SUPERSCRIPTS))
        elif char in _TABLE:
            out.append(_TABLE[char])
        else:
            out.append(_spelled(char))
        raised = up
    return "".join(out)


def _spelled(char: str) -> str:
    if "\u2800" <= char <= "\u28ff":
        return " " if char == "\u2800" else "*"
    if unicodedata.combining(char):
        return "hat" if char == "\u0302" else ""
    plain = unicodedata.normalize("NFKD", char)
    letters = "".join("hat" if c == "\u0302" else c for c in plain if c.isascii() or c == "\u0302")
    if letters:
        return letters
    return "?" * max(1, cells_of(char))
