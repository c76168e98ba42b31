"""The course: its parts and lessons, what is done, and where to go on."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from lessons.course import TO_PLAY, in_parts, is_played, part_told
from lessons.model import Broken, Course, Lesson
from lessons.progress import LessonStatus, Progress
from lessons.text import cut
from tui.private import line_of
from tui.screens.base import TutorScreen
from tui.screens.listed import Listed
from tui.widgets.spelling import spelled
from tui.widgets.standing import stays

DOTS = 6
WIDEST = 104
"""The columns that the list takes at most, as its style says too."""


class LessonList(Listed):
    """The lessons, by part."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "", show=False),
        Binding("k", "cursor_up", "", show=False),
        Binding("down", "cursor_down", "Choose", key_display="↑↓", show=True),
        Binding("enter,right,space", "select", "Open", key_display="enter", show=True),
    ]

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the highlighted lesson stands."""
        line = line_of(self, self.highlighted or 0) if self.size.height else 0
        return self.content_region.offset + Offset(0, line - self.scroll_offset.y)

    help_text = "The course: ↑ and ↓ choose a lesson, enter opens it where you left off."


class HomeScreen(TutorScreen):
    """What there is to learn."""

    CSS_PATH = Path(__file__).with_name("home.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="esc"),
        Binding("q", "app.quit", "Quit"),
    ]

    def __init__(
        self, course: Course, progress: Progress, at: Lesson | None = None, left: Lesson | None = None
    ) -> None:
        """`at`: the lesson to mark; `left`: the one to which `esc` leads back."""
        super().__init__()
        self._left = left
        self.course = course
        self.progress = progress
        self._at = at

    def titles(self) -> tuple[str, str]:
        return "nntutor", "neural networks, from the beginning"

    def body(self) -> ComposeResult:
        yield LessonList(id="lessons", compact=True)

    def why_not(self, action: str) -> str:
        return "q quits." if action == "back" and not self._left else super().why_not(action)

    def action_back(self) -> None:
        """Back to the page that was left."""
        if self.obeys("back") and self._left:
            self.app.open_lesson(self._left)  # type: ignore[attr-defined]

    def on_mount(self) -> None:
        if stays(self):
            self.on_screen_resume()
            self.query_one(LessonList).focus()

    def on_screen_resume(self) -> None:
        """List the lessons, as they stand now and in the room that there is."""
        listed = self.query_one(LessonList)
        place = self.progress.place()
        options: list[Option] = []
        for part, lessons in in_parts(self.course.lessons):
            statuses = [self.progress.status_of(lesson) for lesson in lessons]
            options += self._heading(part, part_told(part, statuses))
            for lesson, status in zip(lessons, statuses, strict=True):
                here = bool(place and place.lesson == lesson.id)
                options.append(Option(self._row(lesson, status, here), id=lesson.id))
        options += self._heading("Cannot be shown") if self.course.broken else []
        for i, broken in enumerate(self.course.broken):
            row = f"  ✗ {broken.path.name}: {broken.faults[0].reason}"
            options.append(Option(Content(row[: max(20, self.size.width - 8)]), id=f"broken-{i}"))
        options = options[1:]
        if len(options) > listed.size.height > 0:
            # Air between the parts would leave fewer lessons to be seen at once.
            options = [option for option in options if str(option.prompt)]
        ids = [option.id for option in options]
        wanted = [
            listed.highlighted_option.id if listed.highlighted_option else None,
            self._at.id if self._at else None,
            place.lesson if place else None,
            *(lesson.id for lesson in self.course.lessons[:1]),
        ]
        listed.clear_options()
        listed.add_options(options)
        listed.highlighted = next((ids.index(x) for x in wanted if x and x in ids), None)
        self.call_after_refresh(self._show_part)

    on_resize = on_respell = on_screen_resume

    def _show_part(self) -> None:
        """Scroll so that all of the part in which one is is seen, or at least its heading."""
        if not stays(self):
            return
        listed = self.query_one(LessonList)
        headings = [i for i, option in enumerate(listed.options) if not option.id]
        here, height = listed.highlighted or 0, listed.size.height
        heading = max((i for i in headings if i <= here), default=0)
        after = min((i for i in headings if i > here), default=listed.option_count)
        top, end = line_of(listed, heading), line_of(listed, here)
        y = max(listed.scroll_offset.y, line_of(listed, after - 1) + 1 - height)
        if end - top < height:
            listed.scroll_to(y=min(y, top), animate=False)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        # Above the first of a part stands its heading, which the cursor passes over.
        # By then the list may be another.
        here = event.option_list.highlighted
        if here and not event.option_list.options[here - 1].id:
            self.call_after_refresh(self._show_part)

    @property
    def _quiet(self) -> str:
        """The style of what is said beside; the colours of the terminal cannot be mixed, only dimmed."""
        return "dim" if self.app.current_theme.ansi else "$foreground 75%"

    def _heading(self, text: str, told: str = "") -> list[Option]:
        """A blank row, and a heading that cannot be chosen."""
        heading = Content.assemble((text, "bold $accent"), (f"  {told}", self._quiet))
        return [Option("", disabled=True), Option(heading, disabled=True)]

    def _row(self, lesson: Lesson, status: LessonStatus, here: bool) -> Content:
        number = f"{lesson.number:2d}" if lesson.number is not None else "  "
        pages = len(lesson.pages)
        seen = len(status.visited)
        filled = round(DOTS * seen / pages) if pages else 0
        played = is_played(lesson)
        bar = " " * DOTS if played else "━" * filled + "─" * (DOTS - filled)
        mark = "✓" if status.mastered else " "
        longest = max(len(each.title) for each in self.course.lessons)
        room = max(12, min(longest if self.size.width >= WIDEST else 34, self.size.width - 40))
        title = cut(spelled(self, lesson.title), room)
        left = min(self.size.width, WIDEST) - room - DOTS - 14
        tellings = (f"{lesson.minutes} min",)
        if played or status.started:
            tellings = (TO_PLAY,) if played else status.tellings()
        # Beside title, bar and a bar to scroll, as much is told as there is room for.
        tails = ("  ← here", " ←") if here else ("",)
        fitting = ((told, tail) for told in tellings for tail in tails if len(told + tail) <= left)
        told, tail = next(fitting, (tellings[-1], tails[-1]))
        quiet = self._quiet
        return Content.assemble(
            f"{mark} {number}  {title:<{room}} ",
            (bar, "$accent" if filled else quiet),
            (f" {told}", quiet),
            (tail, "bold"),
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        chosen = event.option.id or ""
        if chosen.startswith("broken-"):
            self._show_broken(self.course.broken[int(chosen.removeprefix("broken-"))])
            return
        lesson = next(x for x in self.course.lessons if x.id == chosen)
        self.app.open_lesson(lesson)  # type: ignore[attr-defined]

    def _show_broken(self, broken: Broken) -> None:
        from tui.screens.broken import BrokenScreen

        self.app.show_screen(BrokenScreen(broken), over=True)  # type: ignore[attr-defined]
