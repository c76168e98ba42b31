"""Fences that ask or say something: their texts, their choices, their conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from lessons.format.directives import CARD_WHY, Directive, defaults
from lessons.format.fields import Field
from lessons.format.markdown import excess, is_words, parsed_inline, text_faults
from lessons.format.toml_fence import Problem, find_key, find_nested_key, read_fence, read_table
from lessons.grammar import Unread, condition, expression
from lessons.model import Case, Cell, Choice, Code, Fill, Predict, Quiz, Recall, Say, Task
from lessons.text import plural

MOST_CHOICES = 9
MOST_CELLS, MOST_CARDS = 30, 9
READ: Mapping[str, Callable[[str], object]] = {"when": condition, "goal": condition, "formula": expression}
"""The fields that hold a condition or a sum."""
Find: TypeAlias = Callable[[str, str], tuple[int, int]]
"""Where a key stands in a text: the line, from 0, and the column, from 1."""


class Fence(NamedTuple):
    """The TOML of a fence, at its line; `take` notes problems in it."""

    directive: Directive
    content: str
    line: int
    take: Callable[[list[Problem], int], None]

    def predict(self) -> Predict:
        """A prediction, of a number or among choices."""
        v = {"ask": "?"} | self._values()
        choices = self._choices(v["choice"])
        if v["answer"] and choices:
            at = find_key(self.content, "answer")
            self._note(*at, "{predict} has an 'answer' and choices", "take one of the two out")
        elif not v["answer"] and not choices:
            self._note(-1, 1, "{predict} needs 'answer'", 'add a line: answer = "…"')
        if not all(choice.when for choice in choices):
            # Told already, and nothing to be proved of the others.
            choices = ()
        return Predict(
            v["id"], v["ask"], v["answer"], v["within"], self.line, v["hint"], v["why"], v["after"],
            choices, v["guess"], v["was"], dict(v["fresh"]),
        )  # fmt: skip

    def quiz(self) -> Quiz:
        """A question with answers to choose from."""
        v = {"ask": "?", "choice": ()} | self._values()
        choices = self._choices(v["choice"])
        right = sum(c.right for c in choices)
        if choices and right != 1:
            reason = f"{right or 'none'} of the choices are marked right"
            self._note(*find_key(self.content, "choice"), reason, "mark exactly one with right = true")
        return Quiz(v["id"], v["ask"], choices, self.line, v["was"], v["hint"])

    def task(self) -> Task | None:
        """Something to reach by turning knobs; None where it says too little, which has been noted."""
        v = self._values()
        if any(f.name not in v for f in self.directive.fields):
            return None
        return Task(
            v["id"], v["ask"], v["goal"], v["now"], v["solution"], self.line, v["hint"], v["why"], v["turns"],
            v["was"], v["also"],
        )  # fmt: skip

    def fill(self, lab: str, fields: tuple[Field, ...]) -> Iterator[Fill]:
        """A question for each card of a worked pass; `fields`: what the lab takes."""
        v = self._values()
        tables = self._tables("cell", v.get("cell", ()), MOST_CELLS)
        cells = [Cell(t["of"], t["formula"], t["label"]) for t in tables if "of" in t and "formula" in t]
        if len(v.get("cell", ())) > MOST_CELLS:
            reason = plural(len(v["cell"]), "cell")
            self._note(*find_key(self.content, "cell"), reason, f"give at most {MOST_CELLS}")
        cards = list(self._read_tables("card", v.get("card", ()), (*fields, CARD_WHY), MOST_CARDS))
        if not cells or "ask" not in v:
            return
        for i, settings in enumerate(cards):
            name = f"{v['id']}-{i + 1}" if v["id"] and i else v["id"]
            why = settings.pop(CARD_WHY.name, v["why"])
            yield Fill(
                name, v["ask"], lab, settings, tuple(cells), self.line, i, len(cards), v["within"], v["hint"],
                why, () if i else v["was"],
            )  # fmt: skip

    def code(self) -> Code | None:
        """Lines to write; None where the fence says too little, which has been noted."""
        v = self._values()
        slips = [(t["lines"], t["says"]) for t in self._tables("slip", v.get("slip", ())) if len(t) == 2]
        if any(f.name not in v for f in self.directive.fields):
            return None
        cases = {name: v[name] for name in ("given", "sizes", "cases", "seed")}
        return Code(
            v["id"], v["ask"], v["frame"], cases, v["asked"], v["solution"], tuple(slips), self.line,
            v["hint"], v["why"], v["play"], v["was"],
        )  # fmt: skip

    def recall(self) -> Recall | None:
        """A question to ask again; None where it does not say which, which has been noted."""
        v = self._values()
        return Recall("", v["card"], v["seed"], self.line) if "card" in v else None

    def say(self) -> Say:
        """What is said in each case."""
        v = self._values()
        tables = self._tables("case", v["case"])
        cases = tuple(Case(t["when"], t["text"]) for t in (v, *tables) if t.get("when") and t.get("text"))
        return Say(cases, v["else"], self.line)

    def _note(self, line: int, column: int, reason: str, mend: str) -> None:
        self.take([Problem(line, column, reason, mend)], self.line)

    def _values(self) -> dict[str, Any]:
        """The fields that it sets, and the defaults of the others."""
        values, problems = read_fence(self.content, self.directive.fields, f"{{{self.directive.name}}}")
        self.take(problems, self.line)
        self._texts(values, find_key)
        return defaults(self.directive.fields) | values

    def _choices(self, tables: tuple[Any, ...]) -> tuple[Choice, ...]:
        """The answers to choose from."""
        choices = tuple(Choice(**({"text": "?"} | values)) for values in self._tables("choice", tables))
        if len(choices) == 1 or len(tables) > MOST_CHOICES:
            reason = plural(len(tables), "choice")
            at = find_key(self.content, "choice")
            self._note(*at, reason, f"give from 2 to {MOST_CHOICES}")
        return choices

    def _tables(
        self, key: str, tables: tuple[Any, ...], most: int = MOST_CHOICES + 1
    ) -> Iterator[dict[str, Any]]:
        """The tables of a field, each with its defaults."""
        for values in self._read_tables(key, tables, self.directive.inside, most):
            yield defaults(self.directive.inside) | values

    def _read_tables(
        self, key: str, tables: tuple[Any, ...], fields: tuple[Field, ...], most: int
    ) -> Iterator[dict[str, Any]]:
        """What the first tables of a field set, so many."""
        if not tables:
            return
        first, column = find_key(self.content, key)
        seen: Counter[str] = Counter()
        for table in tables[:most]:
            nth = dict(seen)

            def find(text: str, name: str, nth: Mapping[str, int] = nth) -> tuple[int, int]:
                inside = "\n".join(text.splitlines()[first:])
                line, column = find_nested_key(inside, name, nth.get(name, 0))
                return (first + line if line >= 0 else line), column

            values, problems = read_table(table, fields, f"a {key}", self.content, find)
            self.take(
                [p._replace(line=first, column=column) if p.line < 0 else p for p in problems], self.line
            )
            self._texts(values, find)
            seen.update(table.keys())
            yield values

    def _texts(self, values: dict[str, Any], find: Find) -> None:
        """Check its Markdown and its conditions; a condition that cannot be read is left out."""
        for name in ("ask", "now", "hint", "why", "text", "else"):
            text = values.get(name, "")
            too_much = excess(text, f"'{name}'")
            if too_much:
                self._note(*find(self.content, name), too_much, "write less")
                continue
            for token in parsed_inline(text):
                for what in text_faults(token):
                    reason = f"{what.reason} of '{name}'" if not what.find else what.reason
                    self._note(*find(self.content, name), reason, what.mend)
            if self.directive.name == "say" and not is_words(parsed_inline(text)):
                mend = "write words, with *, ** and ` alone"
                self._note(*find(self.content, name), f"'{name}' is no plain paragraph", mend)
        for name, read in READ.items():
            try:
                read(values.get(name, "0 < 1" if read is condition else "0"))
            except Unread as unread:
                text = values.pop(name)
                line, column = find(self.content, name)
                source = self.content.splitlines()[line] if line >= 0 else ""
                at = source.find(text, column - 1)
                column = at + 1 + unread.at if at >= 0 else column
                example = "factor < -1" if read is condition else "w*x + b"
                self._note(line, column, f"'{name}' cannot be read: {unread}", f'write such as "{example}"')
