"""A learner's progress: kept in SQLite, safe against a lost connection, a full disk and a second session.

`open_progress` for the tutor, `read_progress` for whatever only looks. Nothing here is global, and nothing
is created before the first write.

    records   what progress consists of, as plain data
    store     the public face
    mirror    everything in memory: what is read
    writer    the thread that writes
    changes   what is written, as statements
    disk      the file
    schema    its tables and versions
    trouble   what can be wrong with it, in words
"""

from lessons.progress.records import Attempt, LessonStatus, LessonSummary, Place, Summary, Tally
from lessons.progress.store import (
    Progress,
    learners,
    open_progress,
    progress_path,
    read_progress,
)
from lessons.progress.trouble import TroubleError

__all__ = [
    "Attempt",
    "LessonStatus",
    "LessonSummary",
    "Place",
    "Progress",
    "Summary",
    "Tally",
    "TroubleError",
    "learners",
    "open_progress",
    "progress_path",
    "read_progress",
]
