"""Lab `compare`: scikit-learn in its child process, this tutor's own beside it, and every way it may fail.

The figures are those of scikit-learn 1.9.1 run on the same points.
"""

import os
import signal
import subprocess
import sys

import pytest

from lessons.format.fields import FieldError
from lessons.format.layout import LAB_WIDTH, wrap
from lessons.labs.compare import Compare
from lessons.run import LessonRun
from lessons.telling.show import show_lesson
from tests.support.waiting import wait_until

PARTED, LINE, NETWORK, LOSSES = range(1, 5)
"""The positions, by what the last step has brought."""
QUICK = {"points": 40, "hidden": (3,), "epochs": 50}
COURSE = "lessons/course/01-machine-learning.md"


def lab(position=0, **settings):
    made = Compare(settings)
    made.seek(position)
    return made


def live(position, **settings):
    made = lab(position, **(QUICK | settings))
    made.start()
    return made


def settle(made, seconds=30):
    """Look after the lab as the tutor does, ten times a second, only faster."""
    wait_until(lambda: (made.poll(), not made.waiting)[1], seconds)
    return made


def until_running(made):
    wait_until(lambda: (made.poll(), made._job is not None and made._job.poll() == "running")[1])
    return made._job.job._process.pid


def said(made):
    return "\n".join([*(f.describe() for f in made.draw()), made.says()])


def children():
    out = subprocess.run(
        ["ps", "-o", "pid=,stat=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    return [line for line in out.stdout.splitlines() if "engine.child" in line or "defunct" in line]


@pytest.fixture(scope="module")
def fitted():
    made = lab(LOSSES)
    made.wait()
    return made


def test_scikit_learn_stays_out_of_this_process():
    code = (
        "import sys\nfrom lessons.labs.compare import Compare\n"
        f"lab = Compare({QUICK!r})\nlab.seek(4)\nlab.wait()\n"
        "print(lab.readout('sklearn.line') > 0.5, 'sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_scikit_learn_itself_scores_as_published(fitted):
    assert fitted.readout("sklearn.line") == pytest.approx(0.8444, abs=5e-5)
    assert fitted.readout("sklearn.network") == pytest.approx(0.9389, abs=5e-5)


def test_its_warning_is_kept_and_shown(fitted):
    assert "Maximum iterations (500) reached" in fitted.readout("sklearn.warning")
    assert fitted.readout("sklearn.epochs") == 500
    assert "hasn't converged" in fitted.says()


def test_this_tutors_line_is_the_same_line(fitted):
    assert fitted.readout("line.test") == fitted.readout("sklearn.line")


def test_this_tutors_network_beats_the_line(fitted):
    assert fitted.readout("network.test") > fitted.readout("line.test") + 0.05


def test_the_points_are_parted_before_anything_is_fitted():
    made = lab(PARTED)
    assert made.readout("points") == {"all": 600, "train": 420, "test": 180}


def test_building_and_stepping_start_no_child():
    made = lab(NETWORK, **QUICK)
    assert children() == []
    assert made.readout("sklearn.network") is None
    assert "not been asked" in made.says()


def test_beside_a_learner_nothing_waits_and_progress_is_told():
    made = live(LINE)
    fits = 0

    def done() -> bool:
        nonlocal fits
        made.poll()
        made.draw(), made.says()
        if made._job:
            assert "scikit-learn is working on" in made.says()
            assert " s). b cancels" in made.says()
            fits += 1
        return not made.waiting

    wait_until(done)
    assert fits > 1, "the child process was waited for"
    assert made.readout("sklearn.line") == made.readout("line.test")
    assert children() == []


def test_a_step_back_calls_the_child_off():
    made = live(LINE)
    until_running(made)
    made.back()
    assert made._job is None
    assert children() == []
    made.step()
    until_running(made)
    made.close()


@pytest.mark.parametrize("key", ["step", "reset"])
def test_a_child_that_is_killed_is_reported_and_a_key_tries_again(key):
    made = live(LINE)
    os.kill(until_running(made), signal.SIGKILL)
    settle(made)
    assert "SIGKILL" in made.says()
    assert "s tries again" in made.says()
    assert made.readout("sklearn.line") is None
    assert made.readout("line.test") > 0.5
    if key == "reset":
        made.reset()
        made.seek(LINE - 1)
    made.limit = LINE
    assert made.step()
    assert "s tries again" not in made.says()
    until_running(made)
    made.close()
    assert children() == []


def test_a_child_that_hangs_is_given_up():
    made = live(LINE)
    made.timeout = 0.3
    os.kill(until_running(made), signal.SIGSTOP)
    settle(made)
    assert "no answer after 0.3 s" in made.says()
    assert children() == []


def test_a_child_that_cannot_be_started_is_reported(monkeypatch):
    monkeypatch.setattr("engine.jobs.sys.executable", "/nowhere/python")
    made = live(LINE)
    settle(made)
    assert "cannot be started" in made.says()
    assert len(wrap(made.says(), LAB_WIDTH)) <= made.caption_rows


def test_it_ends_with_the_tutor():
    made = live(NETWORK)
    until_running(made)
    made.close()
    assert made.waiting == ""
    assert children() == []


def test_a_knob_turned_calls_the_child_off_and_does_not_start_one_for_every_turn():
    made = live(LINE)
    until_running(made)
    for noise in (0.3, 0.4, 0.5):
        made.turn("noise", noise)
        assert made._job is None
        assert not made.poll()
        assert made._job is None
    assert children() == []
    assert "working on" in made.waiting
    until_running(made)
    made.close()


def test_what_was_fitted_once_is_not_fitted_again(fitted):
    made = live(LINE)
    made.known[made.key("line")] = fitted.known[fitted.key("line")]
    made.turn("noise", 0.5)
    assert made.readout("sklearn.line") is None
    made.turn("noise", 0.2)
    assert made.readout("sklearn.line") == fitted.readout("sklearn.line")
    assert made._wanted() == []
    made.close()


def test_a_copy_answers_at_once_and_starts_nothing():
    made = live(PARTED)
    ahead = made.copy()
    ahead.seek(NETWORK)
    assert ahead.readout("network.test") is not None
    assert children() == []
    assert made.position == PARTED


def test_every_step_can_be_taken_back(fitted):
    made = fitted.copy()
    made.seek(0)
    seen = []
    while made.position < LOSSES:
        seen.append(said(made))
        made.step()
    while made.back():
        assert said(made) == seen[made.position]
    assert made.position == 0


def test_readouts_are_documented_and_there(fitted):
    assert set(Compare.readouts) <= set(fitted.values())
    named = {f"{a}.{b}" for a in ("points", "line", "network", "sklearn") for b in fitted.readout(a)}
    told = " ".join(Compare.readouts.values())
    assert {name for name in named if name not in told} == set()


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("points.train", "420"),
        ("line.test", "0.84"),
        ("network.test", "tutor 0.94"),
    ],
)
def test_what_stands_to_be_predicted_is_told_nowhere(fitted, path, secret):
    made = fitted.copy()
    made.seek(LOSSES)
    made.ask(path)
    for position in range(LOSSES + 1):
        if path == "points.train" and position > PARTED:
            continue
        made.seek(position)
        assert secret not in said(made)


def test_slips_are_named(fitted):
    assert fitted.mistakes("points.train")["You counted those put aside. How many are left?"] == 180
    slips = fitted.mistakes("network.test")
    assert slips["Did you expect the network to do no better than the line?"] == fitted.readout("line.test")
    assert fitted.mistakes("line.test")["Did you think it only guesses?"] == 0.5


@pytest.mark.parametrize(
    "settings",
    [
        {"points": 20, "noise": 1.0, "seed": 9999},
        {"points": 20, "noise": 0.0, "seed": 0, "hidden": (1,)},
        {"points": 1000, "noise": 0.0, "epochs": 50, "hidden": (8, 64, 1)},
    ],
)
def test_knobs_at_their_ends(settings):
    made = lab(NETWORK, **{"epochs": 50, **settings})
    assert 0 <= made.readout("network.test") <= 1
    assert len(wrap(made.says(), LAB_WIDTH)) <= made.caption_rows
    said(made)


def test_too_many_layers_are_refused_and_nothing_changes():
    made = lab(LINE)
    with pytest.raises(FieldError, match="1 to 3"):
        made.turn("hidden", (4, 4, 4, 4))
    assert made.settings["hidden"] == (16, 16)


def test_captions_fit_their_rows(fitted):
    made = fitted.copy()
    for position in range(LOSSES + 1):
        made.seek(position)
        assert len(wrap(made.says(), LAB_WIDTH)) <= made.caption_rows, made.says()


def test_it_is_restored_without_starting_anything():
    made = lab(NETWORK, **QUICK)
    made.turn("noise", 0.6)
    other = lab(**QUICK)
    other.restore(made.state())
    assert (other.position, other.settings["noise"]) == (NETWORK, 0.6)
    assert children() == []


def test_the_lesson_is_begun_without_a_child_and_shown_with_one(monkeypatch, fitted):
    from pathlib import Path

    from lessons.format.parser import parse_file

    started = []
    monkeypatch.setattr("engine.jobs.Job.start", lambda self: started.append(self))
    lesson, _ = parse_file(Path(COURSE))
    assert lesson is not None
    run = LessonRun(lesson)
    for page in lesson.pages:
        run.lab(page)
    assert started == []
    monkeypatch.undo()
    text = "\n".join(show_lesson(lesson, frozenset(question.id for question in lesson.questions)))
    assert "scikit-learn warns" in text
    assert "Maximum iterations" in text
    assert children() == []
