"""The app: which screens there are, and how one leads to another."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cached_property
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import WorkerError

from lessons.course import PLAYGROUND, WELCOME, is_played, lesson_after, lesson_alone, lesson_of_lab
from lessons.labs.base import Lab
from lessons.model import Course, Lesson
from lessons.progress import Progress
from tui.host.config import Settings
from tui.private import make_first
from tui.screens.base import TutorScreen
from tui.screens.lesson import LessonScreen
from tui.session import garbage
from tui.session.leaving import LeavingApp
from tui.theme import colour_mode_of, register
from tui.widgets.standing import settled


class TutorApp(LeavingApp):
    """nntutor."""

    CSS_PATH = "tutor.tcss"
    TITLE = "nntutor"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_DISPLAY = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", show=False)]

    def __init__(
        self,
        read_course: Callable[[], Course],
        progress: Progress,
        settings: Settings,
        lesson: Lesson | None = None,
        ascii_locale: bool = False,
    ) -> None:
        """`read_course` is called when the course is first asked for: the first page needs one lesson."""
        super().__init__(
            fps=settings.fps,
            ascii_only=settings.ascii,
            ascii_locale=ascii_locale,
            mouse=settings.mouse,
            motion=settings.motion,
            # Without colour Textual's own filter leaves greys, and some of them vanish.
            ansi_color=True if os.environ.get("NO_COLOR") else None,
        )
        self._read_course = read_course
        self.progress = progress
        self.settings = settings
        self._first = lesson
        self.link_shown = ""
        """The link of the playground that was shown last: printed once the tutor has left."""
        self._exit_task: asyncio.Future[None] | None = None
        self._exit_with: tuple[None, int, RenderableType | None] = (None, 0, None)

        register(self)
        self.theme = self._theme_name()

    @cached_property
    def course(self) -> Course:
        """All lessons."""
        return self._read_course()

    def on_mount(self) -> None:
        self.listen_for_signals()
        self.progress.listen(
            lambda text: self.call_from_driver(self._trouble, text),
            lambda: self.call_from_driver(self._trouble, "Progress is being saved again."),
        )
        self.call_after_refresh(garbage.release)
        if self.progress.trouble:
            self.call_after_refresh(self._trouble, self.progress.trouble)

    def get_default_screen(self) -> Screen[None]:
        """The first page that is shown; the course, where there is no lesson to open."""
        lesson = self._first or self._left_off()
        screen = self._screen_of(lesson) if lesson else self._home()
        make_first(screen)
        return screen

    def refresh_css(self, animate: bool = True) -> None:
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            # Textual would read every style here, and again with the first screen.
            self.stylesheet.set_variables(self.get_css_variables())

    def _theme_name(self) -> str:
        wanted = self.settings.theme
        depth = colour_mode_of(self)
        if wanted.startswith("ansi") or depth in ("16", "none"):
            return "ansi-light" if wanted in ("light", "ansi-light") else "ansi-dark"
        return "nntutor-light" if wanted == "light" else "nntutor-dark"

    def _left_off(self) -> Lesson | None:
        """The lesson to resume, or the first one for who has never been here."""
        place = self.progress.place()
        for lesson in self.course.lessons:
            if place is None or lesson.id == place.lesson:
                return lesson
        return None

    def open_lesson(self, lesson: Lesson) -> None:
        """Open a lesson at the page where the learner left it."""
        screen = self._screen_of(lesson)
        self.show_screen(screen, over=not isinstance(self.screen, TutorScreen))

    def _screen_of(self, lesson: Lesson) -> LessonScreen:
        if is_played(lesson):
            from tui.screens.playground import PlaygroundScreen

            return PlaygroundScreen(lesson, self.progress, keeps=lesson.id == PLAYGROUND.lower())
        self.progress.know(lesson)
        place = self.progress.place(lesson.id)
        index = place.resume([p.slug for p in lesson.pages]) if place else 0
        if lesson.id == WELCOME:
            from tui.screens.welcome import WelcomeScreen

            return WelcomeScreen(lesson, self.progress)
        return LessonScreen(lesson, self.progress, index)

    def play_with(self, lab: Lab) -> None:
        """Open the network of a lab in the playground, over its page."""
        from lessons.labs.playground._given import settings_of
        from tui.screens.playground import PlaygroundScreen

        learnt = lab.learnt_network
        if learnt is not None and not lab.no_network:
            lesson = lesson_of_lab("playground", settings_of(learnt))
            self.show_screen(PlaygroundScreen(lesson, self.progress, keeps=False, over=True), over=True)

    def show_welcome(self) -> None:
        """Greet the learner again."""
        lesson = lesson_alone(WELCOME)
        if lesson:
            self.open_lesson(lesson)

    def begin(self) -> None:
        """Go to where the learner left off; who has only just come, to the first lesson."""
        lesson = self._left_off()
        if lesson:
            self.open_lesson(lesson)
        else:
            self.show_home()

    def lesson_after(self, lesson: Lesson) -> Lesson:
        """The next lesson of the course; after the last one, that itself."""
        return lesson_after(self.course, lesson)

    def show_home(self, at: Lesson | None = None) -> None:
        """Show the course."""
        self.show_screen(self._home(at))

    def _home(self, at: Lesson | None = None) -> TutorScreen:
        from tui.screens.home import HomeScreen

        left = next((screen.lesson for screen in self.screen_stack if isinstance(screen, LessonScreen)), None)
        return HomeScreen(self.course, self.progress, at, left)

    # Screens come, and are taken away

    def show_screen(self, screen: Screen[None], over: bool = False) -> None:
        """Show a screen in the place of the present one, or over it; none any more once the tutor leaves."""
        if self._exit_task is None:
            self.push_screen(screen) if over else self.switch_screen(screen)

    async def _replace_screen(self, screen: Screen[object]) -> Screen[object]:
        # Textual comes here whenever a screen is switched or popped, and removes it at once.
        await self._wind_up(screen)
        return await super()._replace_screen(screen)

    async def _wind_up(self, screen: Screen[object]) -> None:
        """Have everything that puts something up on a screen come to its end."""
        if isinstance(screen, TutorScreen):
            await screen.wind_up()
        else:
            # Textual's palette searches in workers, and ends them only when what they fill has gone.
            for worker in self.workers.cancel_node(screen):
                with suppress(WorkerError):
                    await worker.wait()
        await settled(screen)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Leave as soon as nothing is being put up any more; until then keys do nothing."""
        self._exit_with = (result, return_code, message)
        if self._exit_task is None:
            self._exit_task = asyncio.ensure_future(self._exit_settled())

    @property
    def is_leaving(self) -> bool:
        return super().is_leaving or self._exit_task is not None

    async def _exit_settled(self) -> None:
        try:
            for screen in self.screen_stack:
                await self._wind_up(screen)
        finally:
            super().exit(*self._exit_with)

    async def on_event(self, event: events.Event) -> None:
        if self._exit_task is not None and isinstance(event, events.InputEvent | events.Paste):
            return
        if isinstance(event, events.Key) and isinstance(self.screen, LessonScreen):
            if self.screen.takes_ahead(event):
                return
            await self.press_ahead(self.screen)
            panel = self.screen.panel
            # What moves by itself stops at any key; where that is the key for it, it is not to start again.
            if panel and panel.stop_showing() and event.key == "p":
                return
        await super().on_event(event)

    async def press_ahead(self, screen: LessonScreen) -> None:
        """Press the keys that came while a page was put up, now that it stands."""
        for ahead in screen.take_up_ahead():
            await self.on_event(ahead)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._exit_task is None and super().check_action(action, parameters)

    def _trouble(self, text: str) -> None:
        if isinstance(self.screen, TutorScreen):
            self.screen.tell(text, 20.0)

    async def save_everything(self) -> None:
        """Save the place, the labs and what is half typed."""
        if isinstance(self.screen, LessonScreen):
            self.screen.leave()
        await asyncio.to_thread(self.progress.save_now, 0.9)

    async def action_quit(self) -> None:
        await self.save_everything()
        self.exit()

    def search_themes(self) -> None:
        from textual.theme import ThemeProvider

        self.action_command_palette(providers=[ThemeProvider], placeholder="Search for themes…")

    def action_command_palette(self, **options: Any) -> None:
        """Open a palette, once."""
        from tui.screens.palette import Palette

        if not any(isinstance(screen, Palette) for screen in self.screen_stack):
            self.push_screen(Palette(**options))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers, in a row each: what needs a second one is in the help of the screen."""
        yield SystemCommand("Lessons and your progress", "", self.show_home)
        for lesson in self.course.lessons:
            yield SystemCommand(lesson.label, "", lambda x=lesson: self.open_lesson(x))
        if isinstance(screen, TutorScreen):
            for title, do in screen.commands():
                yield SystemCommand(title, "", do)
        yield SystemCommand("Theme: change the colours", "", self.action_change_theme)
        yield SystemCommand("Quit; your place is kept", "", self.action_quit)
