"""Lessons that nobody would write: `mutated` damages one by a seed, `nasty` are made to be slow to read."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from lessons.format.faults import Fault, first_control
from lessons.validate import read_lesson

LARGEST = 100_000
"""The characters of the longest."""
HEAD = '# A title\n\n```{lesson}\nid = "a-lesson"\n```\n\n'
PAGE = HEAD + "## A page\n\n"

_MARKS = (
    *[
        "![",
        "[",
        "](",
        "]",
        "(",
        ")",
        "<",
        ">",
        "`",
        "``",
        "```",
        "~~~",
        "*",
        "**",
        "_",
        "__",
        "&",
        "&#0;",
        "&#27;",
        "&lt;",
        "|",
        "|---|",
        "{value}`",
        "{value}`w`",
        "{value}",
        "'",
        "'''",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ",",
        "#",
        "nan",
        "-inf",
        "1e400",
        "1979-05-27",
        "true",
        "choice",
        "ask",
        "answer",
        "epochs",
        "-->",
        "<!--",
        "http://",
        "***",
        "---",
        "===",
        "+++",
        "$",
        "%",
        ":",
        ";",
    ],
    "\\",
    "- ",
    "1. ",
    "> ",
    "# ",
    "## ",
    "### ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "```{lab} train\n",
    "```{predict}\n",
    "```{quiz}\n",
    "```{lesson}\n",
    "```{}\n",
    '"',
    '"""',
    "after = 99999",
    "until = 9",
    "99999999999999999999",
    "\x00",
    "\x1b[2J",
    "\x07",
    "\u202e",
    "\u2028",
    "\u200d",
    "\ufeff",
    "\ud7ff",
    "é",
    "\xd7",
    "\u4e2d",
    "e\u0301",
    "<a href=",
    "[a]: b",
    "\r",
    "\r\n",
    "9" * 20,
    "9" * 5000,
    "0x" + "f" * 500,
)
_VALUES = ("0", "-1", "999999999", "1e308", "[]", "[[1]]", '""', "true", "{}", "[1, 2]", "nan")
_IN_TEXT = str.maketrans({'"': "'", "\\": "/", "\n": " "})
_DESCENT = "\n```{lab} descent\n```\n"
_BRACKETS = "[]{}()<>`*_\"'|=#"


def mutated(text: str, seed: int) -> str:
    """A lesson damaged in a few places, the same for the same seed; at most `LARGEST` characters."""
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
        text = chance.choice(_DAMAGES)(text, chance)[:LARGEST]
    return text


def _at(text: str, chance: random.Random) -> int:
    return chance.randint(0, len(text))


def _insert(text: str, chance: random.Random) -> str:
    at, mark = _at(text, chance), chance.choice(_MARKS)
    return text[:at] + mark * chance.choice((1, 1, 1, 2, 3, 50, 3000)) + text[at:]


def _delete(text: str, chance: random.Random) -> str:
    at = _at(text, chance)
    return text[:at] + text[at + chance.choice((1, 1, 2, 5, 40, 500)) :]


def _repeat(text: str, chance: random.Random) -> str:
    at = _at(text, chance)
    part = text[at : at + chance.choice((1, 3, 20, 200, 2000))]
    return text[:at] + part * chance.choice((2, 3, 10, 1000)) + text[at:]


def _move(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    if chance.random() < 0.5:
        chance.shuffle(lines)
    else:
        lines.insert(_at(text, chance) % (len(lines) + 1), lines.pop(chance.randrange(len(lines))))
    return "\n".join(lines)


def _swap_bracket(text: str, chance: random.Random) -> str:
    places = [i for i, c in enumerate(text) if c in _BRACKETS]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + chance.choice(_BRACKETS) + text[at + 1 :]


def _change_value(text: str, chance: random.Random) -> str:
    """Another value for a field of a fence."""
    lines = text.split("\n")
    fields = [i for i, line in enumerate(lines) if " = " in line]
    if fields:
        i = chance.choice(fields)
        value = chance.choice(
            ("0", "-1", "999999999", "1e308", "[]", "[[1]]", '""', "true", "{}", "[1, 2]", "nan")
        )
        lines[i] = f"{lines[i].partition(' = ')[0]} = {value}"
    return "\n".join(lines)


def _change_word(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    words[chance.randrange(len(words))] = chance.choice(words)
    return " ".join(words)


_DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (
    _insert,
    _insert,
    _delete,
    _repeat,
    _move,
    _swap_bracket,
    _change_value,
    _change_word,
)


def nasty() -> dict[str, str]:
    """Lessons of up to `LARGEST` characters that a careless reader takes long for, by what they hold."""
    found = {}
    for what, part in _PARTS.items():
        found[f"a page of {what}"] = (PAGE + part * (LARGEST // len(part)))[:LARGEST]
        lines = (part * (200 // len(part) + 1))[:200] + "\n"
        found[f"lines of {what}"] = PAGE + lines * ((LARGEST - len(PAGE)) // len(lines))
        paragraphs = (part * (9000 // len(part) + 1))[:9000] + "\n\n"
        found[f"paragraphs of {what}"] = PAGE + paragraphs * 10
        text = (
            (part * (LARGEST // len(part)))[:90_000].replace('"', "'").replace("\\", "/").replace("\n", " ")
        )
        found[f"a question of {what}"] = (
            f'{PAGE}```{{predict}}\nask = "{text}"\nanswer = "w"\n```\n\n```{{lab}} descent\n```\n'
        )
    for what, start, end in _NESTED:
        for depth in (40, 150, 2000, 40_000):
            whole = start * depth + "x" + end * depth
            found[f"{what} {depth} deep"] = PAGE + whole[: LARGEST - 100]
            found[f"{what} {depth} deep in a fence"] = (
                f"{PAGE}```{{lab}} train\nhidden = {whole[:90_000]}\n```\n"
            )
    for what, line in _MANY.items():
        lines = (line.replace("@", str(k)) for k in range(100_000))
        found[f"many {what}"] = _up_to(HEAD, lines)
    for what in ("{", "{ ", "{lab} ", "{lab} train", "{lab "):
        found[f"a fence called {what} and blanks"] = f"{PAGE}```{what}{' ' * 90_000}x\n```\n"
    for count in (390, 200, 130):
        for what, part in _PARTS.items():
            found[f"short paragraphs of {what}, {count}"] = PAGE + (part * count + "\n\n") * (
                LARGEST // len(part * count)
            )
    for what, fence in _FENCES.items():
        found[f"a fence of {what}"] = f"{PAGE}```{{lab}} train\n{fence}\n```\n"
        found[f"a quiz of {what}"] = (
            f'{PAGE}```{{quiz}}\nask = "?"\n{fence.replace("epochs", "choice")}\n```\n'
        )
    return {what: text[:LARGEST] for what, text in found.items()}


def _up_to(text: str, parts: Iterator[str]) -> str:
    size = len(text)
    taken = [text]
    for part in parts:
        size += len(part)
        if size > LARGEST:
            break
        taken.append(part)
    return "".join(taken)


_PARTS = {
    "images begun": "![",
    "links begun": "[",
    "links": "[a](b) ",
    "images in images": "![![a](b)](c) ",
    "links unclosed": "[a](",
    "stars": "*",
    "stars and words": "*a ",
    "open stars": "*a **a ",
    "underscores": "_a",
    "mixed marks": "*_**__",
    "ticks": "`",
    "longer ticks": "`` ` ``` ",
    "angles": "<",
    "tags": "<a href='",
    "addresses": "<http://a> ",
    "entities": "&amp;",
    "entities begun": "&",
    "numbers": "&#x1b;",
    "escapes": "\\",
    "escaped brackets": "\\[",
    "live numbers": "{value}`w` ",
    "live numbers begun": "{value}`",
    "braces": "{",
    "blanks": " ",
    "tabs": "\t",
    "quotes": ">",
    "quotes and blanks": "> ",
    "lists": "- ",
    "numbered lists": "1. ",
    "columns": "|",
    "columns of words": "a|",
    "hard breaks": "a  \n",
    "hashes": "#",
    "equals": "=",
    "dashes": "-",
    "wide letters": "中",
    "accents": "\u0301",
    "joiners": "\U0001f469\u200d",
    "one letter": "a",
    "new lines": "\n",
    "references": "[a]: b\n",
    "reference links": "[a][b]",
    "carriage returns": "\r",
    "quotation marks": '"',
    "control characters": "\x01",
    "brackets closed": "]",
    "round brackets": "(",
    "mixed brackets": "[(<{",
}
_NESTED = (
    ("brackets", "[", "]"),
    ("images", "![", "](c)"),
    ("links", "[", "](c)"),
    ("quotes", "> ", ""),
    ("lists", "- ", ""),
    ("stars", "*", "*"),
    ("strong", "**", "**"),
    ("tables", "{a=", "}"),
    ("angles", "<", ">"),
    ("quotes", '"', '"'),
)
_ASK = "## P\n\n```{predict}\nask = '?'\nanswer = 'loss.test'\n```\n\n"
_LAB = "## P@\n\n```{lab} %s\n%s\n```\n\n"
_MANY = {
    "pages": "## Page\n\nText.\n\n",
    "empty pages": "## P\n",
    "labs": _LAB % ("train", "seed = @"),
    "large labs": _LAB % ("train", "seed = @\npoints = 5000\nhidden = [64, 64]"),
    "comparisons": _LAB % ("compare", "seed = @"),
    "draws": _LAB % ("features_answers", "draw = @"),
    "cards": _LAB % ("recap", "card = @\ntopic = 'features'\nat = 1000"),
    "networks": _LAB % ("bends", "seed = @\nunits = 16"),
    "losses": _LAB % ("bce", "p = 0.@"),
    "unknown labs": "## P\n\n```{lab} tra@\n```\n\n",
    "unknown directives": "## P\n\n```{la@}\n```\n\n",
    "directives before a page": "```{lab} train\n```\n\n",
    "questions": '```{predict}\nask = "?"\nanswer = "w"\n```\n\n',
    "questions of a lab": _ASK + "```{lab} train\nseed = @\n```\n\n",
    "questions of one lab": _ASK + "```{lab} train\n```\n\n",
    "quizzes": '## P\n\n```{quiz}\nask = "?"\nchoice = [{text = "a", right = true}, {text = "b"}]\n```\n\n',
    "live numbers of a lab": _LAB % ("recap", "card = @") + "{value}`features.late.fresh` {value}`lines`\n\n",
    "readouts": "## P@\n\n```{lab} relatives\n```\n\n" + "{value}`values` {value}`a@` " * 4 + "\n\n",
    "titles": "# Title\n\n",
    "heads": "```{lesson}\nid = 'a'\n```\n\n",
    "fences": "```\n```\n",
    "indented fences": "    ```{lab} train\n",
    "fences in lists": "- ```{lab} train\n  ```\n",
    "tables": "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
    "rows": "|a|\n",
    "words": "word @ ",
    "definitions": "[a@]: b\n\n",
}
_FENCES = {
    "digits": "epochs = " + "9" * 90_000,
    "hexadecimal digits": "epochs = 0x" + "f" * 90_000,
    "decimals": "epochs = 0." + "9" * 90_000,
    "digits and a point": "epochs = " + "9" * 90_000 + ".0",
    "digits and a comma": "epochs = " + "9" * 45_000 + "," + "9" * 45_000,
    "an exponent": "epochs = 1e" + "9" * 90_000,
    "brackets": "epochs = " + "[" * 90_000,
    "braces": "epochs = " + "{a = " * 18_000,
    "a long list": "epochs = [" + "1," * 45_000 + "]",
    "lists": "epochs = [" + "[1]," * 22_000 + "]",
    "a long text": "epochs = '" + "a" * 90_000 + "'",
    "a long key": "a" * 90_000 + " = 1",
    "a dotted key": "epochs." + "a." * 45_000 + "a = 1",
    "a dotted table": "[epochs." + "a." * 45_000 + "a]",
    "keys": "\n".join(f"k{k} = 1" for k in range(10_000)),
    "the same key": "epochs = 1\n" * 9_000,
    "tables": "\n".join(f"[t{k}]" for k in range(10_000)),
    "lists of tables": "[[epochs]]\n" * 8_000,
    "blanks": "epochs =" + " " * 90_000 + "1",
    "blanks in a key": '["' + " " * 40_000 + '"]\n["' + " " * 40_000 + '"]',
    "escapes": 'epochs = "' + "\\u0041" * 15_000 + '"',
    "control characters": 'epochs = "' + "\\u001b" * 15_000 + '"',
    "choices": "epochs = [" + '{text = "a"},' * 6_000 + "]",
    "choices of unknown fields": "epochs = [" + "{" + ", ".join(f"k{k} = 1" for k in range(8_000)) + "}]",
    "comments": "# a\n" * 22_000,
    "quotation marks": "epochs = " + '"' * 90_000,
    "commas": "epochs = [" + "," * 90_000 + "]",
    "dates": "epochs = 1979-05-27T00:32:00." + "9" * 90_000,
    "equals": "=" * 90_000,
    "points": "." * 90_000,
    "names": 'epochs = "' + "tra in " * 12_000 + '"',
}


def checked(text: str, path: Path) -> tuple[list[Fault], float]:
    """The faults of a lesson of that text, written to `path`, and the processor time it took to find them."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    began = time.process_time()
    faults = read_lesson(path)[1]
    said = [str(fault) for fault in faults]
    seconds = time.process_time() - began
    assert all(first_control(line) is None for line in said), said
    return faults, seconds


def lessons(folder: Path) -> list[str]:
    """The texts of the lessons in a folder, to be damaged."""
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))]
