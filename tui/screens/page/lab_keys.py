"""The keys that move the lab of a page, and save what it has made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from textual.css.query import NoMatches

from lessons.labs.base import Lab
from lessons.text import plural
from tui.host.saving import folder_here, save_new, take_away
from tui.screens.base import TutorScreen
from tui.widgets.lab_panel import SAID_FOR, LabPanel

LAB_KEYS = {"step", "back_step", "play", "pause", "reset_lab", "save_files", "open_playground"}
LONGEST_FOLDER = 45
FEW_NAMED = 4
"""So many saved files are named one by one."""
FOLDER_GONE = "Not saved: the folder in which the tutor was started is gone. Start it in another one."
KINDS = {
    ".txt": "its link",
    ".md": "a block for a lesson",
    ".py": "program",
    ".npz": "the run for `play --open`",
}
NOTHING_TO_SAVE = "There is nothing to save on this page."


class LabKeys(TutorScreen):
    """A screen with at most one lab."""

    _named_on: LabPanel | None = None
    """Where the folder has been named into which `w` writes."""
    _offered: Sequence[str] = ()
    """Why each key of the lab did nothing when the keys were last shown."""

    @property
    def panel(self) -> LabPanel | None:
        # Textual remembers what it is asked for: not the panel, which is to go with its page.
        try:
            columns = self.query_one("#columns")
        except NoMatches:
            return None
        return next((each for each in columns.children if isinstance(each, LabPanel)), None)

    def offer_again(self) -> None:
        """Show the keys that work now, where a lab that has moved has made them others."""
        offered = [self.why_not(action) for action in sorted(LAB_KEYS)]
        if offered != self._offered:
            self._offered = offered
            self.refresh_bindings()

    def may_pause(self) -> bool:
        return self.panel is not None and self.panel.playing

    def may_play(self) -> bool:
        return not self.may_pause()

    def why_not(self, action: str) -> str:
        if action not in LAB_KEYS:
            return super().why_not(action)
        if self.panel is None:
            return "There is no lab on this page."
        if not self.panel.display:
            return "There is no room for the lab here; make the window larger."
        if action == "open_playground":
            return self.panel.why_not("reset_lab") or self.panel.lab.no_network
        if action == "save_files" and not (self.panel.lab.saves and not self.panel.locked):
            return self.panel.why_not(action) or NOTHING_TO_SAVE
        if action == "save_files" and self.app.settings.kiosk:  # type: ignore[attr-defined]
            return "No files are kept on this host."
        return self.panel.why_not(action)

    def say_why(self, why: str) -> None:
        """Say it under the lab, where there is one: nothing is hidden by it there."""
        if self.panel and self.panel.display:
            self.panel.say(why, SAID_FOR)
        else:
            super().say_why(why)

    def action_step(self) -> None:
        if self.obeys("step") and self.panel:
            self.panel.step()

    def action_back_step(self) -> None:
        if self.obeys("back_step") and self.panel:
            self.panel.back()

    def action_play(self) -> None:
        if self.obeys("play") and self.panel:
            self.panel.play()

    def action_pause(self) -> None:
        if self.panel:
            self.panel.pause()

    def action_open_playground(self) -> None:
        """Go on with the network of this page in the playground; q leads back."""
        if self.obeys("open_playground") and self.panel:
            self.panel.pause()
            self.app.play_with(self.panel.lab)  # type: ignore[attr-defined]

    def action_save_files(self) -> None:
        """Write what the lab has made into the folder where the tutor was started, once it has been named."""
        if not self.obeys("save_files") or not self.panel:
            return
        files = self.panel.lab.exports()
        named, self._named_on = self._named_on is self.panel, None
        if not files:
            said = NOTHING_TO_SAVE
        elif named:
            said = _saved(files, self.panel.lab)
        else:
            names = [*files, *self.panel.lab.binary]
            count = f"{plural(len(names), 'file')}{_kinds(names)}"
            try:
                said = f"w once more saves {count} in {_in_short(Path.cwd())}."
                self._named_on = self.panel
            except OSError:
                said = FOLDER_GONE
        self.panel.say(said)


def _kinds(names: Sequence[str]) -> str:
    """What there is among files of several kinds."""
    counts = Counter(Path(name).suffix for name in names)
    found = [(kind, word) for kind, word in KINDS.items() if counts[kind]]
    told = [plural(counts[kind], word) if kind == ".py" else word for kind, word in found]
    return f" ({', '.join(told)})" if len(told) > 1 else ""


def _in_short(folder: Path) -> str:
    """A folder in so few letters that it fits in a line: of a long name its end."""
    name = str(folder)
    return name if len(name) <= LONGEST_FOLDER else f"…{name[1 - LONGEST_FOLDER :]}"


def _saved(files: dict[str, str], lab: Lab) -> str:
    """Save files in the present folder, and what the lab writes beside them, and say so."""
    saved: list[Path] = []
    try:
        folder = folder_here()
        saved = save_new(files, folder)
        saved += lab.save_beside(folder)
    except OSError as error:
        take_away(saved)
        where = f"{error.filename}: " if error.filename else ""
        return f"Not saved: {where}{error.strerror}. Start the tutor in another folder."
    names = [path.name for path in saved]
    few = len(names) <= FEW_NAMED
    said = f"Saved: {', '.join(names)}" if few else f"Saved {len(names)} files."
    for name in names[len(files) :]:
        said += f" `nntutor play --open {name}` goes on from here."
    return f"{said} {lab.left_out}".rstrip()
