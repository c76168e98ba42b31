"""Two lessons in a folder: one with cards, and one that recalls them."""

from __future__ import annotations

from pathlib import Path

from lessons.model import Lesson
from lessons.validate import read_lesson

EARLIER = """# One unit

```{lesson}
id = "one-unit"
```

## A unit

```{predict}
ask = "The inputs are {value}`x`, the weights {value}`w`, the bias is {value}`b`. What is z?"
answer = "z"
hint = "Each input times its weight, plus the bias."
fresh = {x = [-1, 0.5, 2], w = [-0.5, 0.25, 1], b = [0, 0.5]}
```

```{lab} unit
```

## Does it pass?

```{predict}
ask = "With {value}`x`, {value}`w` and {value}`b`: does the unit let it pass?"
choice = [
  {text = "Yes.", when = "z > 0", why = "z is {value}`z`."},
  {text = "No.", when = "z <= 0", why = "z is {value}`z`."},
]
fresh = {x = [-1, 0.5, 2]}
```

```{lab} unit
```

## Another

```{predict}
ask = "What is its first product?"
answer = "sums[0]"
```

```{lab} unit
```

## A word

```{quiz}
ask = "What is a unit?"
choice = [
  {text = "A sum of products, bent.", right = true},
  {text = "A number of layers.", why = "Those have units."},
  {text = "A kind of loss."},
]
```
"""
LATER = """# Many units

```{lesson}
id = "many-units"
```

## Words first

Words.

## Do you remember?

```{recall}
card = "CARD"
```

## More words

Words.
"""
NUMBER, CHOICE, WORD = "one-unit/a-unit/1", "one-unit/does-it-pass/1", "one-unit/a-word/1"


def lessons(folder: Path, card: str = NUMBER, later: str = LATER) -> tuple[Lesson, Lesson]:
    """The two lessons, without faults, in files of a folder."""
    read = []
    for name, text in (("41-one-unit.md", EARLIER), ("43-many-units.md", later.replace("CARD", card))):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        lesson, faults = read_lesson(path)
        assert lesson is not None
        assert not faults, "\n".join(map(str, faults))
        read.append(lesson)
    return read[0], read[1]
