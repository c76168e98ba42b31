"""Tasks: what counts as reached, what helps from where the knobs stand, and how they are told as text."""

from __future__ import annotations

import pytest

from lessons.answers.tasks import is_met, settings_in
from lessons.answers.turning import turn
from lessons.progress import Outcome, open_progress
from lessons.run import LessonRun
from lessons.telling.show import show_lesson
from tests.lessons.support import PAGE, parsed
from tui.commands.quiz.quizzer import Quizzer
from tui.commands.quiz.source import Answers

# One step of gradient descent on (w − 3)² leaves 1 − 2·rate of the distance: nothing at 0.5.
TASK = """```{task}
ask = "Find a learning rate with which one step is enough."
goal = "start == 0 and abs(distance) < 0.001"
now = "After the last step, w is {value}`distance` from 3."
solution = {learning_rate = 0.5}
turns = 3
hint = "Each step leaves 1 − 2 times the rate."
why = "Nothing is left."
```

```{lab} descent
steps = 1
learning_rate = 0.3
```
"""
LESSON = parsed(PAGE + TASK)
(PAGE_ONE,) = LESSON.pages
(THE_TASK,) = PAGE_ONE.tasks


def at(run: LessonRun, *turns: str) -> None:
    """Turn knobs, and let the task see each."""
    lab = run.lab(PAGE_ONE)
    for each in turns:
        turn(lab, each)
        run.turns(PAGE_ONE, THE_TASK)


def test_a_task_is_reached_where_its_goal_holds_of_the_lab_as_it_stands():
    run = LessonRun(LESSON)
    lab = run.lab(PAGE_ONE)
    at(run, "learning_rate=0.5")
    # The step is still to be taken.
    assert run.watch(PAGE_ONE, THE_TASK) is None
    lab.step()
    reply = run.watch(PAGE_ONE, THE_TASK)
    assert reply.right
    assert reply.text == "Right. Nothing is left."
    lab.turn("start", 3.0)
    assert not is_met(THE_TASK, lab)


def test_too_many_turns_are_said_and_the_count_begins_anew_at_the_lessons_knobs():
    run = LessonRun(LESSON)
    run.lab(PAGE_ONE).step()
    at(run, *(f"learning_rate={rate}" for rate in (0.1, 0.2, 0.4, 0.5)))
    reply = run.watch(PAGE_ONE, THE_TASK)
    assert reply.open
    assert "in 4 turns; here it is to take 3" in reply.text
    run.set_back(PAGE_ONE)
    run.turns(PAGE_ONE, THE_TASK)
    run.lab(PAGE_ONE).step()
    at(run, "learning_rate=0.5")
    assert run.watch(PAGE_ONE, THE_TASK).right


def test_hints_begin_with_the_idea_and_follow_where_the_knobs_stand():
    run = LessonRun(LESSON)
    at(run, "learning_rate=0.9", "start=1")
    hints = run._hints(PAGE_ONE, THE_TASK)
    idea, which, way, value = hints
    assert idea == THE_TASK.hint
    assert "learning rate" in which
    assert way == "Turn learning rate down."
    assert value == "Set it to 0.50."
    at(run, "learning_rate=0.5")
    # What else was turned is put back: start stood at 0.
    assert run._hints(PAGE_ONE, THE_TASK)[1:] == (
        "Look at the knob start.",
        "Turn start down.",
        "Set it to 0.00.",
    )
    at(run, "start=0")
    assert "Press p" in run._hints(PAGE_ONE, THE_TASK)[-1]


def test_who_gives_up_is_shown_a_solution_that_reaches_it():
    run = LessonRun(LESSON)
    at(run, "start=2")
    reply = run.give_up(PAGE_ONE, THE_TASK)
    assert reply.kind == "shown"
    run.lab(PAGE_ONE).step()
    assert is_met(THE_TASK, run.lab(PAGE_ONE))


def test_show_tells_the_task_and_under_answers_what_does_it():
    text = " ".join(show_lesson(LESSON))
    assert "Find a learning rate with which one step is enough. After the last step" in text
    assert "Answer 1. learning_rate = 0.5 does it. Nothing is left." in text


def test_settings_are_told_apart_however_they_are_spaced():
    assert settings_in("learning_rate=0.5 hidden = 16-16") == ["learning_rate=0.5", "hidden=16-16"]
    assert settings_in("W1[0,1]= -2") == ["W1[0,1]=-2"]
    assert settings_in("half") == []


@pytest.mark.parametrize(
    ("lines", "outcome", "said"),
    [
        (["learning_rate=0.5"], Outcome.FIRST, "Right. Nothing is left."),
        (["learning_rate=0.4"], Outcome.WRONG, "Not reached."),
        ([""], Outcome.SKIPPED, "Skipped."),
    ],
)
def test_from_a_file_a_task_is_one_line(lines, outcome, said):
    told, outcomes = quizzed(Answers(iter(enumerate(lines)), "answers"))
    assert said in told
    assert outcomes == [outcome]


def test_who_types_turns_until_it_is_reached(capsys):
    lines = ["learning_rate = 0.1", "fast", "?", "learning_rate=0.5"]
    told, outcomes = quizzed(Answers(iter(enumerate(lines))))
    # 0.8·3 is left.
    assert "After the last step, w is 2.40 from 3." in told
    assert "'fast' turns no knob" in told
    assert "Hint: Each step leaves" in told
    assert outcomes == [Outcome.HINT]


def quizzed(answers: Answers) -> tuple[str, list[Outcome]]:
    """What is told, and how the task has ended."""
    told: list[str] = []
    with open_progress(None) as store:
        quizzer = Quizzer(LESSON, store, answers, told.append)
        quizzer.run()
        quizzer.close()
        return " ".join(told), list(store.outcomes(LESSON.id).values())
