"""Markdown becomes a lesson of pages, questions and labs."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lessons.format.directives import DIRECTIVES
from lessons.format.docs import starter
from lessons.format.drafts import slug
from lessons.format.markdown import make_parser
from lessons.format.parser import parse_file, parse_text
from lessons.labs import REGISTRY
from lessons.model import LabCall, Predict, Prose, Quiz
from tests.lessons.support import HEAD, PAGE, parsed

QUIZ = '```{quiz}\nask = "?"\nchoice = [{text = "a", right = true}, {text = "b"}]\n```\n\n'
PREDICT = '```{predict}\nask = "?"\nanswer = "z2"\n```\n\n'


def test_the_level_one_heading_is_the_title_and_each_level_two_heading_a_page():
    lesson = parsed(HEAD + "## One *idea*\n\nWords.\n\n## `Another`\n\nMore.\n\n### Not a page\n\nMore.\n")
    assert lesson.title == "A title"
    assert [(p.title, p.slug, p.line) for p in lesson.pages] == [
        ("One idea", "one-idea", 6),
        ("Another", "another", 10),
    ]
    (words,) = lesson.pages[1].blocks
    assert isinstance(words, Prose)
    assert words.source == "More.\n\n### Not a page\n\nMore."


def test_headings_may_be_underlined():
    lesson = parsed(
        'A title\n=======\n\n```{lesson}\nid = "a"\n```\n\nA page\n------\n\nWords.\n\nNext\n---\n\nMore.\n'
    )
    assert lesson.title == "A title"
    assert [[b.source for b in p.blocks] for p in lesson.pages] == [["Words."], ["More."]]


def test_headings_in_lists_quotes_and_code_start_no_page():
    lesson = parsed(PAGE + "> ## Quoted\n\n- ## Listed\n\n```\n## Code\n```\n")
    assert len(lesson.pages) == 1


def test_the_lesson_fence_has_defaults_for_all_but_the_id():
    lesson = parsed(PAGE + "Words.\n")
    assert (lesson.id, lesson.part, lesson.minutes, lesson.goals) == ("a-lesson", "More lessons", 5, ())


@pytest.mark.parametrize(
    ("name", "number", "label"),
    [("03-a.md", 3, "03 A title"), ("12_b.md", 12, "12 A title"), ("c.md", None, "A title")],
)
def test_the_number_of_a_lesson_is_the_one_its_file_begins_with(name, number, label):
    lesson, _ = parse_text(PAGE + "Words.\n", Path(name), name)
    assert (lesson.number, lesson.label) == (number, label)


def test_words_and_fences_keep_their_order_and_words_know_their_line():
    lesson = parsed(PAGE + f"Before.\n\n{PREDICT}Between.\n\n```{{lab}} forward\n```\n\nAfter.\n\n{QUIZ}")
    (page,) = lesson.pages
    assert [type(b) for b in page.blocks] == [Prose, Predict, Prose, LabCall, Prose, Quiz]
    assert [(b.source, b.line) for b in page.blocks if isinstance(b, Prose)] == [
        ("Before.", 8),
        ("Between.", 15),
        ("After.", 20),
    ]


def test_a_code_fence_without_braces_is_words():
    (page,) = parsed(PAGE + "```python\nx = 1\n```\n").pages
    (words,) = page.blocks
    assert words.source == "```python\nx = 1\n```"


def test_values_are_found_with_line_and_column():
    (page,) = parsed(
        PAGE + "First.\n\nIt is {value}`z1[0]` and\nalso {value}`loss.test`.\n\n- {value}`w`\n"
    ).pages
    (words,) = page.blocks
    assert [(v.path, v.line, v.column) for v in words.values] == [
        ("z1[0]", 10, 7),
        ("loss.test", 11, 6),
        ("w", 13, 3),
    ]


def test_a_value_in_code_is_no_value():
    (page,) = parsed(PAGE + "Write `` {value}`w` `` so.\n\n```\n{value}`w`\n```\n").pages
    assert page.blocks[0].values == ()


def test_slugs_are_plain_words_and_the_second_of_a_title_is_another():
    assert slug("Two numbers in, one number out") == "two-numbers-in-one-number-out"
    assert slug("— σ′ —") == "page"
    lesson = parsed(HEAD + "## Same\n\nA.\n\n## Same\n\nB.\n\n## Same!\n\nC.\n")
    assert [p.slug for p in lesson.pages] == ["same", "same-again", "same-again-again"]


def test_questions_are_named_by_page_and_order_unless_they_say_otherwise():
    lesson = parsed(PAGE + QUIZ + QUIZ.replace("ask", 'id = "mine"\nask', 1) + QUIZ + "## Next\n\n" + QUIZ)
    assert [q.id for q in lesson.questions] == ["a-page/1", "mine", "a-page/3", "next/1"]


def test_a_prediction_has_every_field():
    text = (
        '```{predict}\nid = "p"\nask = "A?"\nanswer = "z2"\nwithin = 0.5\nafter = 3\n'
        'hint = "H"\nwhy = "W"\n```\n\n```{lab} forward\n```\n'
    )
    (question,) = parsed(PAGE + text).questions
    assert question == Predict("p", "A?", "z2", 0.5, 8, "H", "W", 3)


def test_choices_may_be_written_as_tables_of_their_own():
    text = (
        '```{quiz}\nask = "A?"\n\n[[choice]]\ntext = "no"\nwhy = "because"\n\n'
        '[[choice]]\ntext = "yes"\nright = true\n```\n'
    )
    (question,) = parsed(PAGE + text).questions
    assert [(c.text, c.right, c.why) for c in question.choices] == [
        ("no", False, "because"),
        ("yes", True, ""),
    ]
    assert question.right == 1


def labs(text: str) -> list[tuple[str, int, dict[str, object], int | None]]:
    pages = parsed(HEAD + text).pages
    return [(p.lab.name, p.lab.key, dict(p.lab.settings), p.lab.until) for p in pages if p.lab]


def test_a_lab_named_again_without_fields_goes_on_and_with_fields_begins_anew():
    found = labs(
        "## A\n\n```{lab} descent\nstart = 1\n```\n\n"
        "## B\n\n```{lab} descent\n```\n\n"
        "## C\n\n```{lab} descent\nstart = 2\n```\n\n"
        "## D\n\n```{lab} descent\n```\n"
    )
    keys = [key for _, key, _, _ in found]
    assert keys[0] == keys[1] != keys[2] == keys[3]
    assert [settings["start"] for _, _, settings, _ in found] == [1, 1, 2, 2]


def test_until_belongs_to_the_page_and_does_not_begin_a_lab_anew():
    found = labs(
        "## A\n\n```{lab} descent\nstart = 1\nuntil = 2\n```\n\n"
        "## B\n\n```{lab} descent\nuntil = 5\n```\n\n"
        "## C\n\n```{lab} descent\n```\n"
    )
    assert len({key for _, key, _, _ in found}) == 1
    assert [until for _, _, _, until in found] == [2, 5, None]


def test_a_page_without_a_lab_uses_the_last_one_and_does_not_own_it():
    lesson = parsed(HEAD + "## A\n\nWords.\n\n## B\n\n```{lab} forward\nuntil = 1\n```\n\n## C\n\nWords.\n")
    first, second, third = lesson.pages
    assert first.lab is None
    assert third.lab == second.lab
    assert (second.owns_lab, third.owns_lab) == (True, False)


def test_two_labs_may_take_turns():
    found = labs(
        "## A\n\n```{lab} descent\nstart = 1\n```\n\n## B\n\n```{lab} forward\n```\n\n"
        "## C\n\n```{lab} descent\n```\n"
    )
    assert [name for name, *_ in found] == ["descent", "forward", "descent"]
    assert found[0][1] == found[2][1] != found[1][1]


def test_a_new_lesson_and_every_example_of_the_documentation_are_free_of_faults():
    parsed(starter(Path("07-my-own.md")))
    for name in DIRECTIVES:
        example = DIRECTIVES[name].example
        if name == "lesson":
            parsed(f"# A title\n\n{example}\n\n## A page\n\nWords.\n")
        elif name == "predict":
            parsed(f"{PAGE}{example}\n\n```{{lab}} forward\n```\n")
        else:
            parsed(f"{PAGE}{example}\n")


def lines_of_lessons() -> st.SearchStrategy[str]:
    """Text that looks enough like a lesson to reach every corner of the parser."""
    paths = st.sampled_from(["z1[0]", "z1[-1]", "W1", "zz", "loss.test", "1+1", "z1[" + "9" * 30 + "]"])
    return st.one_of(
        st.text(max_size=30),
        st.sampled_from(["# T", "## P", "##", "### x", "```", "~~~", "> ", "- ", "\t", "", "---", "|a|b|"]),
        st.builds(
            "```{{{}}} {}".format, st.sampled_from([*DIRECTIVES, "vdeo"]), st.sampled_from([*REGISTRY, ""])
        ),
        st.builds("{value}`{}`".replace("{value}", "{{value}}").format, paths),
        st.builds(
            "{} = {}".format,
            st.sampled_from(["id", "ask", "answer", "x", "until", "within", "choice", '"\\u001b"']),
            st.one_of(
                st.integers(-5, 5).map(str),
                st.floats().map(str),
                st.sampled_from(['"a"', '"\\u202e"', "[1, 2]", "[[1], 2]", '[{text = "a", right = true}]']),
            ),
        ),
    )


def test_a_lab_plays_by_itself_on_the_page_that_says_so_and_goes_on_there_with_its_run():
    lab = "```{lab} descent\n%s\n```\n\n## Next\n\n"
    pages = parsed(
        PAGE + lab % "start = 1.0\nplay = true" + lab % "" + lab % "play = true" + "Words.\n"
    ).pages
    assert [page.plays for page in pages] == [True, False, True, False]
    assert len({page.lab.key for page in pages if page.lab}) == 1


@settings(max_examples=200, deadline=None)
@given(st.lists(lines_of_lessons(), max_size=25).map("\n".join))
def test_no_text_breaks_the_parser_and_no_message_steers_a_terminal(text):
    lesson, faults = parse_text(text, Path("x.md"), "x.md")
    assert lesson is not None or faults
    for fault in faults:
        for line in str(fault).split("\n"):
            assert all(unicodedata.category(c) not in ("Cc", "Zl", "Zp") for c in line), repr(line)
            assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_file_breaks_the_reader(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.md"
    path.write_bytes(content)
    _, faults = parse_file(path)
    assert faults


def test_what_pages_and_questions_were_is_read():
    quiz = '```{quiz}\nask = "?"\nchoice = [{text = "a", right = true}, {text = "b"}]\n'
    text = '```{page}\nwas = ["old", "older"]\n```\n\n' + quiz + "```\n\n" + quiz
    page = parsed(PAGE + text + 'was = "there/2"\n```\n\n' + quiz + 'id = "own"\n```\n').pages[0]
    assert page.was == ("old", "older")
    assert [q.was for q in page.questions] == [("old/1", "older/1"), ("there/2",), ()]


def test_a_prediction_may_be_a_guess():
    text = '```{{predict}}\nask = "?"\nanswer = "w"\n{}```\n\n```{{lab}} descent\n```\n'
    guesses = [parsed(PAGE + text.format(more)).questions[0].guess for more in ("", "guess = true\n")]
    assert guesses == [False, True]


def test_no_parser_of_lessons_makes_what_finds_links():
    assert make_parser().linkify is None
    assert MarkdownIt("gfm-like").linkify is not None
