"""The keys that move the lab of a page, and save what it has made."""

from __future__ import annotations

from pathlib import Path

from textual import events

from tui.host.saving import save_new
from tui.screens.base import TutorScreen
from tui.widgets.lab_panel import LabPanel

LAB_KEYS = {"step", "back_step", "play", "pause", "reset_lab"}


class LabKeys(TutorScreen):
    """A screen with at most one lab."""

    @property
    def panel(self) -> LabPanel | None:
        found = self.query(LabPanel)
        return found.first() if found else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not super().check_action(action, parameters):
            return False
        if action not in LAB_KEYS | {"save_files"}:
            return True
        if self.panel is None or not self.panel.display or self.panel.locked:
            return False
        if action == "save_files":
            return self.panel.lab.saves and not self.app.settings.kiosk  # type: ignore[attr-defined]
        return action not in ("play", "pause") or (action == "pause") == self.panel.playing

    def on_key(self, event: events.Key) -> None:
        """Say why the keys of the lab do nothing while it waits."""
        if event.key in ("s", "b", "p", "r") and self.panel and self.panel.locked and self.panel.display:
            self.panel.step()

    def action_step(self) -> None:
        if self.panel:
            self.panel.step()

    def action_back_step(self) -> None:
        if self.panel:
            self.panel.back()

    def action_play(self) -> None:
        if self.panel:
            self.panel.play()

    def action_pause(self) -> None:
        if self.panel:
            self.panel.pause()

    def action_reset_lab(self) -> None:
        if self.panel:
            self.panel.reset()

    def action_save_files(self) -> None:
        """Write what the lab has made into the folder where the tutor was started."""
        files = self.panel.lab.exports() if self.panel else {}
        if not files:
            self.tell("There is nothing to save on this page.")
            return
        try:
            saved = save_new(files, Path.cwd())
        except OSError as error:
            self.tell(f"Not saved: {error.filename}: {error.strerror}. Start the tutor in another folder.")
            return
        self.tell(f"Saved in {saved[0].parent}: {', '.join(path.name for path in saved)}")
