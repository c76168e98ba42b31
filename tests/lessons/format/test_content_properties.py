"""Whatever stands in a well-formed lesson, checking it ends in faults and never in a crash."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.labs import REGISTRY
from lessons.telling.show import show_lesson
from lessons.validate import read_lesson
from tests.lessons.support import PAGE, parsed

PATHS = st.one_of(
    st.sampled_from(sorted({name for lab in REGISTRY.values() for name in lab.readouts})),
    st.from_regex(r"[a-zA-Z1]{1,3}[0-9]?(\[-?[0-9]{1,3}(, ?[0-9])?\]){0,2}(\.[a-z]{1,5})?", fullmatch=True),
)


@settings(max_examples=30, deadline=None)
@given(lab=st.sampled_from(["forward", "descent", "backprop"]), inline=PATHS, answer=PATHS)
def test_what_the_checker_passes_can_be_shown(tmp_path_factory, lab, inline, answer):
    text = (
        f"{PAGE}It is {{value}}`{inline}`.\n\n"
        f'```{{predict}}\nask = "?"\nanswer = "{answer}"\n```\n\n```{{lab}} {lab}\n```\n'
    )
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_text(text, encoding="utf-8")
    if not read_lesson(path)[1]:
        assert list(show_lesson(parsed(text)))
