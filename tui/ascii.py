"""Text for terminals that know no more than ASCII."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = (
    "αalpha βbeta γgamma δdelta εepsilon ζzeta ηeta θtheta κkappa λlambda μmu νnu ξxi πpi ρrho σsigma "
    "ςsigma τtau φphi ϕphi χchi ψpsi ωomega ϵepsilon ΓGamma ΔDelta ΘTheta ΛLambda ΞXi ΠPi ΣSum ΦPhi ΨPsi "
    "ΩOmega"
)
_SIGNS = (
    "−- –- —- ‑- ‐- ·* ×* ⋅* ∗* ÷/ ∂d ∇grad ∑sum ∏prod √sqrt ∞inf ∫int ≤<= ≥>= ≠!= ≈~= ≡== ±+/- ∓-/+ "
    "→-> ←<- ↔<-> ⇒=> ↦-> ↑^ ↓v ∈in ∉notin ∘o ⊙(*) ⊗(x) ⊕(+) ∝~ …... ‖|| ∥|| ⟨< ⟩> ′' ″'' ’' ‘' “\" ”\" "
    '«" »" ᵀ^T ⊤^T ½1/2 ¼1/4 ¾3/4 °deg ℝR ℓl ✓ok ✔ok ✗x ✘x •* ◦o ▸> ▶> ◂< ◀< ►> ▹> ★* ☆* '
    "⎡[ ⎢[ ⎣[ ⎤] ⎥] ⎦] │| ─- ┌+ ┐+ └+ ┘+ ├+ ┤+ ┬+ ┴+ ┼+ ╌- ╎| ┄- ┆| ┈- ┊| ━= ┃| ═= ║| ╭+ ╮+ ╰+ ╯+ ╴- ╶- "
    "○o ●x ◯o ◆@ ◇@ ■# □# ▪# █# ▉# ▊# ▋# ▌# ▐# ▍# ▎# ▏| ▁_ ▂_ ▃_ ▅# ▆# ▇# ▔- ▕| ▀# ▄# ░. "
    "▒: ▓# ⋮: ⋯... ·* ß(ss)"
)
# 3×2 is a shape; 0.3×0.2 is a product.
_SHAPE = re.compile(r"(?<![\d.])(\d+)×(?=\d+(?![\d.]))")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ", "0123456789+-ni")


def _table() -> dict[str, str]:
    table = {pair[0]: pair[1:] for pair in f"{_LETTERS} {_SIGNS}".split()}
    table["ß"] = "ss"
    table["\u00a0"] = table["\u2009"] = table["\u202f"] = " "
    return table


_TABLE = _table()


@lru_cache(maxsize=4096)
def to_ascii(text: str) -> str:
    """`text` in ASCII alone: z₁ → z1, σ′ → sigma', ≤ → <=, x² → x^2. What has no spelling becomes `?`."""
    if text.isascii():
        return text
    out: list[str] = []
    raised = False
    text = _SHAPE.sub(r"\1x", text)
    for char in text:
        up = char in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ"
        if up:
            out.append(("" if raised else "^") + char.translate(_SUPERSCRIPTS))
        elif char in _TABLE:
            out.append(_TABLE[char])
        else:
            out.append(_spelled(char))
        raised = up
    return "".join(out)


def _spelled(char: str) -> str:
    if char.isascii():
        return char
    if "\u2800" <= char <= "\u28ff":
        return " " if char == "\u2800" else "*"
    if unicodedata.combining(char):
        return "hat" if char == "\u0302" else ""
    plain = unicodedata.normalize("NFKD", char)
    letters = "".join("hat" if c == "\u0302" else c for c in plain if c.isascii() or c == "\u0302")
    if letters:
        return letters
    return "?" * max(1, 2 if unicodedata.east_asian_width(char) in "WF" else 1)
