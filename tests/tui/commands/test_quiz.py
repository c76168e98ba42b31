"""A lesson's questions line by line."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from lessons.course import find_lesson
from lessons.progress import Outcome, open_progress, read_progress
from tests.lessons.support import HEAD, parsed
from tests.support.command import run_command, run_here
from tests.support.course import COURSE, STEADY
from tests.support.pty import BASE_ENVIRONMENT, Terminal
from tests.support.steady import lesson_files
from tests.support.tutor import command, home_variables, steady
from tui.commands.quiz.quizzer import Quizzer
from tui.commands.quiz.source import Answers

# Lesson 3, by hand: 0.3·0.2 + (−0.1)(−0.4); 0.25·0.2 + 0.4·(−0.4); max(0, −0.11);
# 0.5·0.1 − 0.3·0 + 0.1; 4 + 2 + 2 + 1 parameters; the second choice.
RIGHT = "0.1\n-0.11\n0\n0.15\n9\n2\n"

EDGES = [question.id for question in find_lesson(COURSE, "8").questions].index("find-the-edges/1") + 1


@pytest.fixture(autouse=True)
def steady_course(monkeypatch):
    monkeypatch.setattr("lessons.course.lesson_files", lesson_files)


def progress_of(home):
    return read_progress(home / "state" / "nntutor")


def test_right_answers_from_a_file_master_the_lesson(tmp_path):
    answers = tmp_path / "answers.txt"
    answers.write_text(f"# the forward pass\n{RIGHT}\n\n", encoding="utf-8")
    done = run_here(tmp_path, "quiz", "3", "--answers", str(answers))
    assert done.returncode == 0
    assert "03 A forward pass: 6 of 6 right." in done.stdout
    assert done.stderr == ""
    shown = json.loads(run_here(tmp_path, "progress", "--json").stdout)
    assert shown["lessons"][0]["right"] == 6
    assert "right" in run_here(tmp_path, "progress").stdout


def test_it_teaches_as_the_app_does(tmp_path):
    done = run_here(tmp_path, "quiz", "3", stdin="0.1 # unit 0\n0.21\n\n0.15\n9\n1\n")
    assert done.returncode == 0
    out = done.stdout
    # 0.25·0.2 + 0.4·0.4: the sign was lost.
    assert "= −0.11. You dropped the minus signs." in out.replace("\n", " ")
    assert "Skipped." in out
    # The lab moves only after the answer, and says what it computed.
    assert out.index("z₁: not computed yet") < out.index("Right.") < out.index("Operation 1:")
    assert "z₁[0] = 0.30 × 0.20 + (−0.10) × (−0.40) + 0.00 = 0.10" in out
    # A wrong choice is told why.
    assert "Not that one." in out
    assert out.endswith("3 of 6 right.\n")
    store = progress_of(tmp_path)
    lesson = [t.question for t in store.tallies()]
    assert len(lesson) == 6
    assert store.attempts("forward-pass", lesson[1])[0].slip == "You dropped the minus signs."
    assert lesson[2] in store.settled("forward-pass")


TYPED = """
Your answer: 7
Not yet. It is W₁[0,0] × x[0] + W₁[0,1] × x[1] + b₁[0]. Try it once more; enter shows it.
Your answer: 0.06
It is 0.30 × 0.20 + (−0.10) × (−0.40) + 0.00 = 0.10. You took only the first product.
Your answer: fast
That could not be read.
Your answer: -0.12
That is close. Can you say it more exactly? enter shows it.
Your answer:
It is 0.25 × 0.20 + 0.40 × (−0.40) + 0.00 = −0.11.
Your answer: ?
Hint: In Python: max(0, z)
Your answer: ?
Hint: In Python: max(0, z). The numbers: z₁[1] = −0.11.
Your answer: =0.05-0.05
Right.
"""


def test_who_types_has_two_tries_and_hints_in_two_steps(capsys):
    lines, told = TYPED.strip().splitlines(), []
    entries = [line.removeprefix("Your answer:").strip() for line in lines if line.startswith("Your answer:")]
    answers = Answers(iter(enumerate(entries)))
    with open_progress(None) as store:
        quizzer = Quizzer(find_lesson(STEADY, "3"), store, answers, told.append)
        quizzer.run()
        quizzer.close()
        outcomes = list(store.outcomes("forward-pass").values())
    text = " ".join(told)
    places = [text.find(line) for line in lines if not line.startswith("Your answer:")]
    assert -1 not in places
    assert places == sorted(places)
    assert outcomes == [Outcome.WRONG, Outcome.SHOWN, Outcome.HINT]
    assert capsys.readouterr().out.count("Your answer:") == len(entries) + 1


CHOICES = """## One

```{quiz}
ask = "How many?"
hint = "Count them."
choice = [
  {text = "One.", why = "There are more."},
  {text = "Two.", right = true},
  {text = "Three."},
]
```
"""


def test_choices_have_their_hints_in_two_steps_too():
    told: list[str] = []
    with open_progress(None) as store:
        answers = Answers(iter(enumerate(["?", "?", "?", "2"])))
        quizzer = Quizzer(parsed(HEAD + CHOICES), store, answers, told.append)
        quizzer.run()
        quizzer.close()
        assert list(store.outcomes("a-lesson").values()) == [Outcome.HINT]
        assert store.attempts("a-lesson", "one/1")[0].hints == 2
    both = "Hint: Count them. It is not 1. There are more."
    assert [line for line in told if line.startswith("Hint")] == ["Hint: Count them.", both, both]


def test_no_page_counts_as_seen_unless_it_was_read(tmp_path):
    run_here(tmp_path, "quiz", "3", stdin=RIGHT)
    assert progress_of(tmp_path).place() is None
    read = run_here(tmp_path, "quiz", "3", "--read", stdin=RIGHT)
    assert "A neural network is a function" in read.stdout
    assert progress_of(tmp_path).summary().lessons[0].pages_visited == 8


# Their labs train for seconds; what differs from the others is not the quiz.
SLOW = ("machine-learning", "features", "training", "recap")


@pytest.mark.parametrize("lesson", [x for x in COURSE.lessons if x.id not in SLOW], ids=lambda x: x.id)
def test_every_lesson_can_be_read_and_finished_line_by_line(lesson):
    told: list[str] = []
    answers = Answers(iter([(i, "") for i in range(len(lesson.questions))]), "answers")
    with open_progress(None) as store:
        quizzer = Quizzer(lesson, store, answers, told.append, read_pages=True)
        quizzer.run()
        quizzer.close()
        status = store.status(lesson.id, [p.slug for p in lesson.pages], [q.id for q in lesson.questions])
    assert status.read
    assert len(status.skipped) == len(lesson.questions)
    assert not any(0x2500 <= ord(c) <= 0x259F or 0x2800 <= ord(c) <= 0x28FF for line in told for c in line)


def test_where_nothing_could_be_saved_the_status_says_so(tmp_path):
    (tmp_path / "state").write_text("a file where a folder belongs")
    done = run_here(tmp_path, "quiz", "3", stdin="0.1\n")
    assert done.returncode == 1
    assert "Progress is not being saved" in done.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"0.1\nabc\n", "answers.txt:2: error: That could not be read."),
        (b"0.1\n\xff\xfe\n", "answers.txt:2:1: error: this is no UTF-8"),
        (b"0.1\n-0.11\n0\n0.15\n9\n7\n", "answers.txt:6: error: Type the number of a choice, 1 to 3."),
        (RIGHT.encode() + b"8\n", "answers.txt:7:1: error: an answer too many"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_file_that_is_no_file_of_answers_is_refused_by_line(tmp_path, content, said):
    file = tmp_path / "answers.txt"
    if content is not None:
        file.write_bytes(content)
    done = run_here(tmp_path, "quiz", "3", "--answers", "answers.txt")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


def test_what_is_wrong_on_standard_input_never_reaches_the_terminal(tmp_path):
    for bad in (b"\xff\x1b]0;title\x07\x00\n", b"9" * 1_000_000 + b"\n", b"1\x1b[2J,5\n"):
        done = run_command(tmp_path, "quiz", "3", program=steady, stdin=bad)
        assert done.returncode == 2
        assert "standard input:1: error:" in done.stderr
        assert len(done.stderr) < 400
        for text in (done.stdout, done.stderr):
            assert not [c for c in text if c < " " and c != "\n"]


def test_answers_that_end_too_soon_leave_the_rest(tmp_path):
    done = run_here(tmp_path, "quiz", "3", stdin="0.1\n")
    assert done.returncode == 0
    assert done.stdout.endswith("1 of 6 right, 5 questions left.\n")


def test_where_only_ascii_can_be_shown_only_ascii_is_sent(tmp_path):
    done = run_here(tmp_path, "--ascii", "quiz", "3", stdin=RIGHT)
    assert done.stdout.isascii()
    assert "z1[0] = 0.30 * 0.20" in done.stdout
    shown = run_command(tmp_path, "show", "3", env={"LANG": "en_US.ISO-8859-1"})
    assert shown.stdout.isascii()


@pytest.mark.parametrize(
    "arguments",
    [("quiz", "3"), ("doctor",), ("class", "report", "."), ("completion", "bash"), ("--help",)],
)
def test_textual_is_not_imported(tmp_path, arguments):
    code = (
        f"import sys; sys.argv = {['nntutor', *arguments]!r}\n"
        "from tui.__main__ import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "sys.exit('textual' in sys.modules)"
    )
    env = home_variables(tmp_path) | BASE_ENVIRONMENT
    done = subprocess.run([sys.executable, "-c", code], input=RIGHT.encode(), env=env, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_a_lab_that_waits_for_nothing_has_run_before_it_is_asked_about(tmp_path):
    out = run_here(tmp_path, "quiz", "8", stdin="\n" * 6).stdout
    page = out[out.index(": Find the edges") :]
    assert page.index("Step 1 to 10:") < page.index(f"Question {EDGES}.")
    assert "Knobs: learning rate 0.25;" in page


def test_words_that_the_lab_changes_are_read_again(tmp_path):
    out = run_here(tmp_path, "quiz", "9", "--read", stdin="\n" * 12).stdout
    assert "The loss began at 1.3133; after round 20 it is" in out.replace("\n", " ")


@pytest.mark.pty
def test_at_a_terminal_a_knob_can_be_turned_once_the_lab_may_move(tmp_path):
    store = open_progress(tmp_path / "state" / "nntutor")
    lesson = find_lesson(COURSE, "8")
    for question in lesson.questions:
        if question.id != "find-the-edges/1":
            store.answer(lesson.id, question.id, "1", right=True)
    store.close()
    with Terminal(command("quiz", "8"), cwd=tmp_path, env=home_variables(tmp_path), rows=60) as terminal:
        # A question of a lesson that has not been begun may be skipped.
        terminal.wait_for("try it if you know it")
        terminal.send("\n\n")
        terminal.wait_for(f"Question {EDGES}.")
        terminal.wait_for("Your answer:")
        terminal.send("learning_rate=0.5\n")
        terminal.wait_for("Knobs: learning rate 0.50;")
        terminal.send("leaning_rate=1\n")
        terminal.wait_for("did you mean 'learning_rate'")
        terminal.send("2\n")
        terminal.wait_for(f"{len(lesson.questions)} of {len(lesson.questions)} right")
        assert terminal.wait_exit() == 0
    with Terminal(steady("quiz", "3"), cwd=tmp_path, env=home_variables(tmp_path), rows=60) as terminal:
        terminal.wait_for("Your answer:")
        terminal.send("b2=1\n")
        terminal.wait_for("The lab waits for your answer")
        terminal.send("q\n")
        assert terminal.wait_exit() == 0


@pytest.mark.pty
def test_at_a_terminal_it_gives_hints_asks_again_and_leaves(tmp_path):
    with Terminal(steady("quiz", "3"), cwd=tmp_path, env=home_variables(tmp_path), rows=60) as terminal:
        terminal.wait_for("Your answer:")
        terminal.send("?\n")
        terminal.wait_for("Hint:")
        terminal.send("zero\n")
        terminal.wait_for("That could not be read")
        terminal.send("w\n")
        terminal.wait_for("A neural network is a function")
        terminal.send("0.1\n")
        terminal.wait_for("Right")
        terminal.wait_for("Question 2")
        terminal.send("\x03")
        assert terminal.wait_exit() == 130
    with Terminal(steady("quiz", "3"), cwd=tmp_path, env=home_variables(tmp_path), rows=60) as terminal:
        # What was right is not asked again.
        terminal.wait_for("You had this right before")
        terminal.wait_for("Question 2")
        terminal.send("q\n")
        assert terminal.wait_exit() == 0
