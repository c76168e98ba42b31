"""The documentation for lesson authors, printed from the registries themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lessons.format.directives import DIRECTIVES, LAB_FIELDS, Directive
from lessons.format.drafts import slug
from lessons.format.fields import Field, toml
from lessons.labs import REGISTRY, Lab
from lessons.library import built_in_ids


def names() -> list[str]:
    """Everything that can be described."""
    return [*DIRECTIVES, *REGISTRY]


def overview() -> str:
    """Every directive and lab, a line each."""
    lines = ["Directives, each a fence that starts in column 1:"]
    lines += [f"  {f'{{{d.name}}}':<11} {first_sentence(d.summary)}" for d in DIRECTIVES.values()]
    lines += ["", "In prose, {value}`readout` is a live number of the page's lab.", ""]
    lines += ["Labs, for ```{lab} NAME:"]
    lines += [f"  {lab.name:<11} {lab.summary}" for lab in REGISTRY.values()]
    lines += ["", "`nntutor labs NAME` tells the fields and readouts of one."]
    return "\n".join(lines)


def first_sentence(text: str) -> str:
    """What a text says first: the rest is told of each directive by itself."""
    return re.split(r"(?<=[a-z])[.;] ", text, maxsplit=1)[0]


def describe(name: str) -> str | None:
    """One directive or lab in full; None where there is none of that name."""
    name = name.strip("{}")
    told = [_directive(DIRECTIVES[name])] if name in DIRECTIVES else []
    told += [_lab(REGISTRY[name])] if name in REGISTRY else []
    return "\n\n".join("\n".join(lines) for lines in told) or None


def _directive(directive: Directive) -> Iterator[str]:
    yield f"{{{directive.name}}}: {directive.summary}."
    if directive.argument:
        yield f"After the braces: {directive.argument}."
    if directive.fields:
        yield ""
        yield "Fields:"
        yield from _fields(directive.fields)
    for f in directive.fields:
        if f.kind == "tables":
            yield ""
            yield f"Each {f.name}:"
            yield from _fields(directive.inside)
    yield ""
    yield "Example:"
    yield directive.example


def _lab(lab: type[Lab]) -> Iterator[str]:
    yield f"lab {lab.name}: {lab.summary}"
    yield ""
    yield "Fields, all optional; those marked * are knobs that a learner may turn:"
    yield from _fields((*lab.fields, *LAB_FIELDS), knobs=True)
    yield ""
    yield "Readouts, for {value}, conditions and the answer of a {predict}; so is every field, by its name:"
    width = max(map(len, lab.readouts))
    yield from (f"  {name:<{width}}  {what}" for name, what in lab.readouts.items())
    yield ""
    yield "Example:"
    yield f"```{{lab}} {lab.name}"
    yield from (f"{f.name} = {toml(f.default)}" for f in lab.fields[:2])
    yield "```"


def _fields(fields: Iterable[Field], knobs: bool = False) -> Iterator[str]:
    for f in fields:
        mark = "*" if knobs and f.turnable else " "
        rest = (
            "required" if f.required else f"default {toml(f.default)}" if f.default not in (None, "") else ""
        )
        yield f"{mark} {f.name} ({f.accepts()}){': ' + rest if rest else ''}"
        yield f"      {f.help}{f' (group {f.group})' if f.group else ''}"


STARTER = """# {title}

```{{lesson}}
id = "{id}"
part = "My lessons"
minutes = 5
goals = ["say what the first page is about"]
```

## A first page

Each level-2 heading starts a page: one idea a page. The number
{{value}}`z1[0]` is live: it comes from the lab below.

```{{predict}}
ask = "What does the second hidden unit get?"
answer = "z1[1]"
within = 0.005
hint = "0.25 times 0.2, plus 0.4 times −0.4"
```

```{{lab}} forward
x = [0.2, -0.4]
```

## A second page

```{{quiz}}
ask = "Which command checks this file?"
choice = [
  {{text = "nntutor check FILE", right = true, why = "It reports every fault with its line."}},
  {{text = "nntutor show FILE", why = "That prints the lesson as text."}},
]
```
"""


def starter(path: Path) -> str:
    """A lesson to start from, named after its file."""
    name = slug(path.stem.lstrip("0123456789-_ "))
    taken = name in built_in_ids()
    return STARTER.format(title=name.replace("-", " ").capitalize(), id=f"my-{name}" if taken else name)
