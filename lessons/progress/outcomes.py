"""How a question has ended, out of everything that was done with it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from lessons.progress.records import Attempt


class Outcome(StrEnum):
    """How a question stands, in the words of lists."""

    FIRST = "right at first"
    LATER = "right later"
    """After a wrong try, or after the answer had been seen: a right one does not undo that."""
    HINT = "right with a hint"
    SHOWN = "shown"
    WRONG = "wrong"
    SKIPPED = "skipped"
    GUESSED = "guessed"
    """Nobody could have reasoned it: right or wrong, it is no mark."""
    TRIED = "tried"
    """Wrong so far, and open for another try."""

    @property
    def right(self) -> bool:
        return self in (Outcome.FIRST, Outcome.LATER, Outcome.HINT)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do: only what was skipped, or is still open, can be come back to."""
        return self not in (Outcome.SKIPPED, Outcome.TRIED)

    @property
    def missed(self) -> bool:
        """Whether it was met and has not been right, though it could have been reasoned."""
        return not self.right and self is not Outcome.GUESSED


def outcome_of(attempts: Sequence[Attempt], guess: bool = False) -> Outcome:
    """How a question stands after `attempts`, in their order; the first right one of them counts.

    `guess`: it is known to be one. What is no known ending, such as rot, counts for no more than a skip.
    """
    endings = {attempt.outcome for attempt in attempts}
    if (guess or any(attempt.kind == "guess" for attempt in attempts)) and endings != {"skipped"}:
        return Outcome.GUESSED
    for n, attempt in enumerate(attempts):
        if attempt.right:
            if any(earlier.hints for earlier in attempts[: n + 1]):
                return Outcome.HINT
            return Outcome.LATER if n or attempt.tries > 1 else Outcome.FIRST
    if "shown" in endings:
        return Outcome.SHOWN
    if "wrong" in endings or endings >= {"tried", "skipped"}:
        return Outcome.WRONG
    return Outcome.TRIED if "tried" in endings else Outcome.SKIPPED
