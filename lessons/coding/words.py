"""The words of which a line may be made, and what to write instead of others."""

from __future__ import annotations

from typing import NamedTuple


class Call(NamedTuple):
    """How a function may be called: so many values at least and at most, and these keywords."""

    least: int
    most: int
    keywords: tuple[str, ...] = ()


_ALONG = Call(1, 2, ("axis", "keepdims"))
FUNCTIONS = {
    **dict.fromkeys(("exp", "log", "sqrt", "abs", "sign", "tanh", "square"), Call(1, 1)),
    **dict.fromkeys(("maximum", "minimum", "dot", "matmul", "outer"), Call(2, 2)),
    **dict.fromkeys(("where", "clip"), Call(3, 3)),
    **dict.fromkeys(("sum", "mean", "max", "min", "std", "var", "any", "all"), _ALONG),
    **dict.fromkeys(("argmax", "argmin"), _ALONG),
    **dict.fromkeys(("copy", "zeros", "ones", "eye", "zeros_like", "ones_like"), Call(1, 1)),
    "reshape": Call(2, 2),
    "arange": Call(1, 3),
}
"""The functions of `np`."""

_SHAPED = {"reshape": Call(2, 9)}
METHODS = {
    name: _SHAPED.get(name, FUNCTIONS[name])
    for name in (
        *("sum", "mean", "max", "min", "std", "var", "any", "all", "argmax", "argmin"),
        *("clip", "copy", "reshape", "dot"),
    )
}
"""The methods of an array; the array is counted as the first value."""
ATTRIBUTES = ("T", "shape", "size")

_LOOPS = "no loops here: np.maximum works on all of z at once, and X @ W on every row"
_OWN = "no functions of your own here: write what they would compute"
_CHOICE = "no if here: np.where(z > 0, a, b) chooses for all of z at once"
_BOTH = "no '{}' here: multiply two comparisons for and, as (z > 0) * (z < 1)"
_IMPORT = "import is not needed: np is there"
_ONLY = "no '{}' here: only assignments, as h = np.exp(z)"

KEYWORDS = {
    **dict.fromkeys(("for", "while", "break", "continue"), _LOOPS),
    **dict.fromkeys(("import", "from"), _IMPORT),
    **dict.fromkeys(("def", "lambda", "class", "return", "yield"), _OWN),
    **dict.fromkeys(("if", "elif", "else"), _CHOICE),
    **dict.fromkeys(("and", "or", "not"), _BOTH),
    **dict.fromkeys(("is", "in"), "no '{}' here: compare with =="),
    **dict.fromkeys(("assert", "async", "await", "del", "global", "nonlocal", "pass", "with"), _ONLY),
    **dict.fromkeys(("try", "except", "finally", "raise"), _ONLY),
}
"""Words of Python, and what is said of each."""

SIGNS = {
    **dict.fromkeys("'\"`\\", "no text in quotes here: only names and numbers"),
    **dict.fromkeys("{}", "no braces here: only ( ) and [ ]"),
    ";": "one assignment a line: leave the ; out",
    "#": "only what is computed goes here: leave # out",
    "^": "write ** for a power",
    "//": "write / to divide",
    **dict.fromkeys("&|", "multiply two comparisons for and: (z > 0) * (z < 1)"),
    "~": "write the opposite comparison: z <= 0 for not z > 0",
    "<<": "write * 2 ** n",
    ">>": "write / 2 ** n",
    ":=": "write = to assign, on a line of its own",
    "->": "only assignments here, as h = np.exp(z)",
    "...": "write : for all of an axis",
    "$": "$ means nothing here",
    "?": "? means nothing here",
    "!": "write != for is not the same",
}
"""Signs, and what is said of each; the longest first is looked for."""

SPELT = {"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!="}
"""What is read as if it were typed in ASCII."""

INSTEAD = {
    "relu": "np.maximum(0, z)",
    "sigmoid": "1 / (1 + np.exp(-z))",
    "softmax": "np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)",
    "power": "a ** b",
    "add": "a + b",
    "subtract": "a - b",
    "multiply": "a * b",
    "divide": "a / b",
    "negative": "-a",
    "transpose": "X.T",
    "T": "X.T",
    "newaxis": "None",
    "average": "np.mean(a)",
    "absolute": "np.abs(a)",
    "amax": "np.max(a)",
    "amin": "np.min(a)",
    "greater": "a > b",
    "less": "a < b",
    "equal": "a == b",
    "print": "only what is asked for, which is looked at",
    "array": "the names that are given: they are arrays",
    "random": "the names that are given: they hold the numbers",
    "astype": "1 * a, which makes numbers of True and False",
    "float": "1.0 * a",
    "int": "the value as it is",
    "range": "np.arange(n)",
    "len": "len(a), without np",
    "flatten": "a.reshape(-1)",
    "ravel": "a.reshape(-1)",
    "log2": "np.log(a) / np.log(2)",
    "log10": "np.log(a) / np.log(10)",
}
"""What to write for functions that are known elsewhere."""
