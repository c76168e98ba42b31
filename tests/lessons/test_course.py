"""Loading lessons and finding one of them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lessons.course import BUILT_IN, LessonNotFoundError, find_lesson, load_course, shown_path
from lessons.format.docs import starter
from lessons.validate import check_paths, read_lesson
from tests.lessons.support import HEAD, PAGE
from tests.support.course import COURSE


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "60-good.md").write_text(PAGE.replace("a-lesson", "good") + "Words.\n", encoding="utf-8")
    return tmp_path


def ids(course) -> list[str]:
    return [lesson.id for lesson in course.lessons]


def test_the_lessons_of_the_course_are_in_the_order_of_their_numbers():
    numbers = [lesson.number for lesson in COURSE.lessons if lesson.number is not None]
    assert numbers == sorted(numbers)
    # What has no number, such as the playground, comes after them.
    assert [lesson.number for lesson in COURSE.lessons[: len(numbers)]] == numbers
    assert {3, 8, 9, 10} <= set(numbers)
    assert not COURSE.broken


def test_other_lessons_come_after_the_course_by_number_and_then_by_name(folder):
    for name in ("100-last.md", "9-first.md", "zebra.md", "ant.md"):
        text = PAGE.replace("a-lesson", Path(name).stem.strip("-0123456789")) + "Words.\n"
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "README.md").write_text("# Not a lesson\n", encoding="utf-8")
    (folder / "notes.txt").write_text("nor this\n", encoding="utf-8")
    (folder / "sub.md").mkdir()
    built_in = len(COURSE.lessons)
    course = load_course([folder])
    assert ids(course)[built_in:] == ["first", "good", "last", "ant", "zebra"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\x00\x01", "this is a binary file"),
        (b"x" * 1_000_001, "the file is larger than 1 MB, the most that a lesson may have"),
        (HEAD.encode(), "the lesson has no page"),
        ((PAGE + "```{lab} forwrd\n```\n").encode(), "lab 'forwrd' is unknown"),
        ((PAGE + "{value}`zz`\n\n```{lab} forward\n```\n").encode(), "lab 'forward' has no readout 'zz'"),
        ((PAGE + "{value}`z2`\n").encode(), "a {value} without a lab"),
        (
            (PAGE + '```{predict}\nask = "?"\nanswer = "z1"\n```\n\n```{lab} forward\n```\n').encode(),
            "readout 'z1' is no single number",
        ),
    ],
    ids=["empty", "binary", "large", "no page", "no such lab", "no such readout", "no lab", "no answer"],
)
def test_a_broken_lesson_never_stops_the_rest(folder, content, reason):
    (folder / "10-bad.md").write_bytes(content)
    course = load_course([folder])
    assert ids(course)[-1] == "good"
    (broken,) = course.broken
    assert broken.faults[0].reason == reason
    assert (broken.path.name, broken.number) == ("10-bad.md", 10)


def test_a_lesson_with_a_page_taller_than_the_screen_is_taught_all_the_same(folder):
    (folder / "tall.md").write_text(PAGE + "Words.\n\n" * 15, encoding="utf-8")
    assert "a-lesson" in ids(load_course([folder]))
    assert "takes 32 rows" in str(read_lesson(folder / "tall.md")[1][0])


def test_the_second_lesson_of_an_id_is_broken_and_says_whose_it_is(folder):
    (folder / "61-again.md").write_text(
        "# Ideas\n\n```{lesson}\nminutes = 3\n  id = \"good\"\n```\n\n## A page\n\nWords.\n", encoding="utf-8"
    )  # fmt: skip
    (folder / "62-third.md").write_text(PAGE.replace("a-lesson", "training") + "Words.\n", encoding="utf-8")
    again, third = load_course([folder]).broken
    assert str(again.faults[0]) == (
        f"{folder}/61-again.md:5:3: error: lesson id 'good' is taken by {folder}/60-good.md; "
        'give it another id\n      id = "good"\n      ^'
    )
    assert "lesson id 'training' is taken by course/10-training.md" in third.faults[0].reason


def test_the_checker_finds_the_same_and_checks_no_file_twice(folder, monkeypatch):
    (folder / "62-third.md").write_text(PAGE.replace("a-lesson", "training") + "Words.\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    faults, files = check_paths([Path("60-good.md"), folder, Path("./60-good.md")])
    assert files == 2
    assert [f.reason for f in faults] == ["lesson id 'training' is taken by course/10-training.md"]


def test_a_folder_without_lessons_is_told(tmp_path):
    faults, files = check_paths([tmp_path])
    assert files == 0
    assert str(faults[0]) == (
        f"{tmp_path}:1:1: error: there is no lesson in this folder; a lesson is a file that ends in .md"
    )


def test_files_of_the_course_are_named_briefly():
    assert shown_path(BUILT_IN / "03-forward-pass.md") == "course/03-forward-pass.md"
    assert shown_path(Path("mine.md")) == "mine.md"


@pytest.mark.parametrize("name", ["forward-pass", "3", "03", "003"])
def test_a_lesson_is_found_by_id_and_number(name):
    assert find_lesson(COURSE, name).id == "forward-pass"


def test_a_lesson_is_found_by_its_file_however_it_is_named(folder, monkeypatch):
    course = load_course([folder])
    monkeypatch.chdir(folder)
    for name in ("60-good.md", "./60-good.md", str(folder / "60-good.md"), "60"):
        assert find_lesson(course, name).id == "good"
    relative = os.path.relpath(BUILT_IN / "10-training.md")
    assert find_lesson(course, relative).id == "training"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("foward-pass", "there is no lesson 'foward-pass'; did you mean 'forward-pass'?"),
        ("Training", "there is no lesson 'Training'; did you mean 'training'?"),
        ("9" * 5000, "there is no lesson '999"),
        ("a\0b.md", "there is no lesson"),
        ("no/such.md", "there is no lesson 'no/such.md'; there is "),
        ("x" * 300 + ".md", "there is no lesson 'xxx"),
    ],
)
def test_an_unknown_lesson_is_told_with_the_nearest_names(name, said):
    with pytest.raises(LessonNotFoundError) as caught:
        find_lesson(COURSE, name)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("file", "title", "lesson_id"),
    [
        ("07-my-own_lesson.md", "My own lesson", "my-own-lesson"),
        ("日本.md", "Page", "page"),
        ('x"y.md', "X y", "x-y"),
        ("forward-pass.md", "Forward pass", "my-forward-pass"),
    ],
)
def test_a_new_lesson_is_named_after_its_file_and_free_of_faults(tmp_path, file, title, lesson_id):
    path = tmp_path / file
    path.write_text(starter(path), encoding="utf-8")
    assert read_lesson(path)[1] == []
    lesson = load_course([tmp_path]).lessons[-1]
    assert (lesson.title, lesson.id) == (title, lesson_id)
