"""What was said of an answer in an earlier session, to be shown again."""

from __future__ import annotations

from lessons.checks import Verdict, parse_choice
from lessons.model import Page, Predict, Question
from lessons.progress import Progress
from lessons.run import LessonRun


def last_said(
    run: LessonRun, progress: Progress, page: Page, question: Question
) -> tuple[str, Verdict | None]:
    """The last answer to a question, and what was said of it; no verdict where it was skipped."""
    attempt = progress.last_answer(run.lesson.id, question.id)
    if attempt is None:
        return "", None
    given, kept = attempt.given, progress.draft_of(run.lesson.id, f"said {question.id}") or {}
    if kept.get("given") == given:
        return given, Verdict(attempt.right, str(kept.get("text", "")))
    if question.choices:
        known = parse_choice(given, len(question.choices)) is not None
        return given, run.grade(page, question, given) if known else None
    assert isinstance(question, Predict), "only a prediction has no choices"
    slip = f" It looked as if {attempt.slip}." if attempt.slip else ""
    said = "You had this right." if attempt.right else f"This was not right.{slip}"
    return given, Verdict(attempt.right, f"{said} {run.text(page, question.why)}".strip())
