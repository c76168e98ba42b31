"""A learner's progress: kept in SQLite, safe against a lost connection, a full disk and a second session.

`open_progress` for the tutor, `read_progress` for whatever only looks. Nothing here is global, and nothing
is created before the first write.

    records   what progress consists of, as plain data
    outcomes  how a question has ended, out of what was done with it
    figures   how far a learner is
    names     what pages and questions were called before
    store     the public face
    mirror    everything in memory: what is read
    writer    the thread that writes
    changes   what is written, as statements
    disk      the file
    schema    its tables and versions
    trouble   what can be wrong with it, in words
"""

from lessons.progress.figures import LessonStatus, LessonSummary, Stay, Summary, Tally, of_part
from lessons.progress.outcomes import Outcome
from lessons.progress.records import Attempt, Place
from lessons.progress.store import Progress, learners, open_progress, progress_path, read_progress
from lessons.progress.trouble import TroubleError

__all__ = [
    "Attempt",
    "LessonStatus",
    "LessonSummary",
    "Outcome",
    "Place",
    "Progress",
    "Stay",
    "Summary",
    "Tally",
    "TroubleError",
    "learners",
    "of_part",
    "open_progress",
    "progress_path",
    "read_progress",
]
