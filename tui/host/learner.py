"""Whose progress this is: one of a class, by the environment's NNTUTOR_LEARNER."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

VARIABLE = "NNTUTOR_LEARNER"


class LearnerError(ValueError):
    """A name that no progress is kept under: what it is, and what a name may be."""


def learner_of(environ: Mapping[str, str]) -> str | None:
    """The learner that the environment names, or None where it names none. Raises `LearnerError`.

    Set but empty is refused too: a class must not fall back on a store that all of it shares.
    """
    name = environ.get(VARIABLE)
    if name is not None:
        from lessons.progress import progress_path

        try:
            progress_path(Path(), name)
        except ValueError as error:
            raise LearnerError(f"nntutor: {VARIABLE}: {error}") from error
    return name
