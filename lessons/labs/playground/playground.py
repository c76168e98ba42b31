"""TensorFlow Playground: any of its links, with the same points and weights; and what it lacks."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from engine.playground import FEATURES, Setting, tree
from engine.playground.features import derived
from engine.playground.run import CHANGING, Run
from engine.playground.setting import ACTIVATIONS
from lessons.format.fields import Field, FieldError, KnobState
from lessons.labs.looks._layers import moved, weights_of
from lessons.labs.playground import _views
from lessons.labs.playground._crowd import Crowd
from lessons.labs.playground._focus import Focus, at, named, place, reshaped, why
from lessons.labs.playground._futures import Futures
from lessons.labs.playground._given import Given
from lessons.labs.playground._going_on import SLICE
from lessons.labs.playground._knobs import SAME, SAMPLES, opened_in_lab, setting_of, values_of
from lessons.labs.playground._readings import GRID, REACH
from lessons.playground.exporting import sources
from lessons.playground.links import Opened, showing_all
from lessons.playground.training import Trained
from lessons.text import number, plural

EDITED = "edited"
"""The knob that the number in focus is."""
MOST_RESTORED = 1000
"""The most epochs that are learnt again at once when the playground is taken up."""
SECONDS, FARTHEST = 1.0, 100_000
"""About how long that may take, and how far it then goes on by itself."""
LOOKS = ("speed", "test_points", "discrete", "below", "view", "stop_at", "stop_below", "patience")
"""The knobs that change nothing of a run."""


class Playground(Futures):
    """TensorFlow Playground: points, features, a network and its output, live; any link of it opens here."""

    step_word = "epoch"
    caption_rows = 2
    quick = {"epochs": 3, "hidden": (3, 2)}

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        given = dict(settings or {})
        self.state_ = opened_in_lab(given["link"]) if given.get("link") else Opened(Setting())
        if given.get(SAMPLES):
            self.state_ = replace(self.state_, said=(*given[SAMPLES].said, *self.state_.said))
        super().__init__((values_of(self.state_) if given.get("link") else {}) | given)

    def prepare(self, changed: str | None = None) -> None:
        if changed in LOOKS:
            return
        setting = setting_of(self.settings)
        # Points that no link makes come with the settings, and are no knob.
        given: Given | None = self.settings.get(SAMPLES)
        own = given.data if given and setting.data in ("csv", "digits") else None
        if own is None and setting.data in ("csv", "digits"):
            raise FieldError(f"{setting.data} is no data set of a lesson", "name one that a seed makes")
        if changed and SAME.get(changed) in CHANGING:
            with self._forking():
                self.run_.change(setting)
                self.crowd.change(setting)
            return
        if changed == "seeds":
            self.crowd = Crowd(setting, self.seeds, own)
            return
        if changed and self.run_.epoch:
            self.ghost = self.run_.course()
        self.run_, self.against = Run(setting, own), None
        if not changed and given and given.params is not None:
            self.run_.begin_with(given.params, given.buffers)
        if not changed and given and given.saved is not None:
            tree.take_up(self.run_, *given.saved)
            self.opens_at = self.run_.epoch
        self.crowd = Crowd(setting, self.seeds, own)
        self.met, self.moves = {}, {}
        self._sought()
        if self.focus:
            self.focus = self.focus.moved("", self.run_.play.shape)
        self.point = None
        across = np.linspace(-REACH, REACH, 2 * GRID + 1)[1::2]
        plane = np.stack([each.ravel() for each in np.meshgrid(across, across)], axis=1)
        self.grid = derived(plane, setting.features)

    @property
    def step_work(self) -> int:
        return 20_000 * self.run_.play.batches + 500 * self.run_.play.net.params.size

    # Stepping. The position counts epochs.

    def steps(self) -> int | None:
        return None

    @property
    def run_length(self) -> int:
        return int(self.epochs)

    @property
    def done(self) -> bool:
        there = 0 < self.run_.epoch == self.goes_to
        return self.run_.failed or there or bool(self.stopped) or super().done

    @property
    def stopped(self) -> str:
        """Why it stops where it stands, as knobs have it; empty where it goes on."""
        epoch, test = self.run_.epoch, self.run_.losses[1]
        if epoch > 0 and epoch == self.stop_at:
            return f"at epoch {epoch}"
        if epoch > 0 and test < self.stop_below:
            return f"below a test loss of {number(self.stop_below)}"
        late = 0 < self.patience <= epoch - self.best[1]
        return f"after {plural(self.patience, 'epoch')} without a lower test loss" if late else ""

    def step(self) -> bool:
        """Learn to the end of the epoch."""
        self.behind = 0
        if self.done:
            return False
        before = weights_of(self.run_.play.net)
        self.run_.learn_epoch()
        if self.view == "layers":
            self.moves[self.run_.epoch] = moved(before, self.run_.play.net)
        self.crowd.seek(self.run_.epoch, self.live)
        self._arrived()
        return True

    def some(self) -> bool:
        """Learn for about a millisecond; a long epoch is begun in one and ended in another."""
        self.behind = 0
        if self.done:
            return False
        ends = time.perf_counter() + SLICE
        if not self.crowd.catch_up(self.run_.epoch, ends, self._at_once):
            return True
        if self.view == "layers":
            return self.step()
        self._learn(ends)
        return True

    def back(self) -> bool:
        if self.position == 0:
            return False
        self.seek(self.position - 1)
        return True

    def turn(self, knob_id: str, value: Any, **also: Any) -> None:
        """Set a knob; `also`: settings that go with it."""
        self.goes_to, self.behind = None, 0
        if knob_id == "epoch":
            epoch = int(self.knob(knob_id).field.read(value))
            known = self.run_.branch.end if self.live else epoch
            self.seek(min(epoch, known))
            self.goes_to = epoch if epoch > known else None
        elif knob_id == EDITED and self.focus:
            with self._forking():
                self.run_.edit(place(self.run_.play.net, self.focus), float(value))
            self.changed()
        else:
            before = self._stand()
            self.settings |= also
            super().turn(knob_id, value)
            self._keep(before)

    def _keep(self, before: tuple[dict[str, Any], Run, Crowd, Any, Any]) -> None:
        """Keep how all stood, if that run has learnt something and there is another now."""
        if self.run_ is not before[1] and before[1].branch.end:
            self.previous = before

    def _stand(self) -> tuple[dict[str, Any], Run, Crowd, Any, Any]:
        return dict(self.settings), self.run_, self.crowd, self.grid, (self.met, self.moves, self.best)

    def undo(self) -> bool:
        """Bring back the network that a knob has replaced, and all it had learnt; False without one."""
        if self.previous is None:
            return False
        self.behind = 0
        now = self._stand()
        self.settings, self.run_, self.crowd, self.grid, noted = self.previous
        self.met, self.moves, self.best = noted
        self.previous, self.against, self.point = now, None, None
        self.focus = self.focus and self.focus.moved("", self.run_.play.shape)
        self.position = self.run_.epoch
        return True

    def state(self) -> dict[str, Any]:
        """The way to here too: what was changed in mid-run, and when."""
        names = [knob for knob, field in SAME.items() if field in CHANGING]
        line = [
            (b.begins, {n: getattr(b.setting, SAME[n]) for n in names}, b.edit) for b in self.run_.branch.line
        ]
        return super().state() | {"line": line, "position": max(self.position, self.behind)}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a saved state by learning again; what takes longer than about a second is gone on to."""
        position, before = state.get("position"), self._stand()
        super().restore({**state, "position": 0})
        wanted = min(position, FARTHEST) if isinstance(position, int) else 0
        position = min(wanted, MOST_RESTORED, int(SECONDS / self.run_.seconds))
        self._keep(before)
        # A line that somebody has spoilt is left, as knobs are.
        with contextlib.suppress(FieldError, KeyError, TypeError, ValueError):
            for begins, values, edit in state.get("line", ()):
                if begins > position:
                    wanted = 0
                else:
                    self.settings |= {f.name: f.read(values[f.name]) for f in self.fields if f.name in values}
                    self.run_.seek(begins)
                    self.run_.change(setting_of(self.settings))
                    if edit:
                        self.run_.edit(int(edit[0]) % self.run_.play.net.params.size, float(edit[1]))
        self.changed()
        self.seek(position)
        self.behind = wanted

    # The unit that is looked at, and the number of it that may be edited.

    points = True
    previous: tuple[dict[str, Any], Run, Crowd, Any, Any] | None = None
    """The network before the last knob that replaced it, and how all stood."""

    def look(self, key: str) -> None:
        """Look at another unit, or at another of its inputs."""
        shape = self.run_.play.shape
        training = max(self.run_.play.data.training, 1)
        if key in (",", "."):
            self.point = ((self.point or 0) + (1 if key == "." else -1)) % training
        self.focus = self.focus.moved(key, shape) if self.focus else Focus(1, 0)
        self.changed()

    def reshape(self, key: str) -> str:
        """Give the layer in focus a unit more or less (+ -), put one in (i), take it away (d); turn on or off
        a feature (1 to 7). Return what has come of it. Raises FieldError.
        """
        name = [*FEATURES][int(key) - 1] if key.isdigit() else "hidden"
        if name not in {knob.id for knob in self.knobs()}:
            raise FieldError("this is not to be changed here", "a shows what a link hides")
        before = self.previous
        if key.isdigit():
            self.turn(name, not self.settings[name])
        else:
            self._resize(key)
        shape = "-".join(map(str, self.run_.play.shape))
        back = " u brings back the old one." if self.previous is not before else ""
        return f"{shape}, {plural(self.parameters, 'parameter')}: a new network, at epoch 0.{back}"

    def _resize(self, key: str) -> None:
        focus, sizes = self.focus or Focus(1, 0), self.run_.play.setting.shape
        at, after = reshaped(key, focus, sizes)
        kinds = [] if self.by_layer == "same" else self.by_layer.split(",")
        if at < len(kinds) and len(after) != len(sizes):
            # Each of the other layers keeps what it applies.
            kinds[at : at + (key == "d")] = [] if key == "d" else [ACTIVATIONS[self.activation]]
        self.turn("hidden", after or (0,), by_layer=",".join(kinds) or "same")
        self.focus = Focus(min(at + 1, max(1, len(after))), focus.unit).moved("", self.run_.play.shape)

    def look_away(self) -> None:
        """Look at no unit."""
        self.focus = self.point = None
        self.changed()

    @property
    def edited(self) -> KnobState | None:
        """The number in focus, as a knob to type into; None where none is."""
        if self.focus is None:
            return None
        net, what = self.run_.play.net, named(self.run_.play, self.focus)
        field = Field(EDITED, "number", f"the {what}", label=what, digits=4)
        return KnobState(field, float(net.params[place(net, self.focus)]))

    @property
    def point_said(self) -> str:
        """Which training point is looked at, in a sentence; empty where none is."""
        if self.point is None or not self.run_.play.data.training:
            return ""
        play, place_ = self.run_.play, at(self.run_.play, self.point)
        which = f"{self.point} of {play.data.training}, counted from 0, at {place_}"
        return f"Training point {which}: e explains {self.focused_name} there."

    @property
    def layer_said(self) -> str:
        """The layer of the unit that is looked at."""
        column = self.focus.column if self.focus else 0
        return f"hidden {column}" if column < len(self.run_.play.shape) - 1 else "the output"

    @property
    def loss_said(self) -> str:
        """The losses of now, in a sentence."""
        train, test = (number(loss, 3) for loss in self.loss.values())
        return f"Loss: training {train}, test {test}."

    @property
    def why_of(self) -> str:
        """What `why` explains: the number in focus; of the output, where none is."""
        what = named(self.run_.play, self.focus or Focus(len(self.run_.play.shape) - 1, 0))
        return f"The {what}, explained"

    def why(self) -> list[str]:
        """What there is to say of the unit in focus; of the output, where none is."""
        play = self.run_.play
        if self.run_.failed:
            return [self.says()]
        return why(play, self.focus or Focus(len(play.shape) - 1, 0), self.point or 0)

    def knobs(self) -> tuple[KnobState, ...]:
        """The epoch is where the run stands; what a link hides is left out."""
        hidden = {knob for knob, key in _views.HIDES.items() if key in self.state_.hidden}
        shown = (k for k in super().knobs() if k.id not in hidden and (not self.bar or k.id in self.bar))
        return tuple(replace(k, value=self.position) if k.id == "epoch" else k for k in shown)

    @property
    def no_network(self) -> str:
        return "This network stands in a playground already."

    def show_all(self) -> None:
        """Show what a link hides."""
        self.state_ = showing_all(self.state_)

    def exports(self) -> dict[str, str]:
        """The link, a block for a lesson where that can make the points, and the network as code."""
        block = f'```{{lab}} playground\nlink = "{self.link_now}"\n```\n'
        return {
            "playground.txt": f"{self.link_now}\n{self.link_lacks}".rstrip() + "\n",
            **({"playground.md": block} if self.run_.play.own is None else {}),
            **sources(self.state_now, self.run_.play),
        }

    @property
    def left_out(self) -> str:
        others = ("runs with other seeds", self.seeds > 1), ("the network that u brings back", self.previous)
        return " ".join(f"Left out: {what}." for what, there in others if there)

    binary = ("playground.npz",)

    def save_beside(self, folder: Path) -> list[Path]:
        """The run as it stands with all its futures, to be gone on from."""
        from lessons.playground import keeping

        names = (folder / f"playground{'' if k == 1 else f'-{k}'}.npz" for k in count(1))
        path = next(name for name in names if not os.path.lexists(name))
        keeping.save(str(path), Trained(self.state_now, tree=self.run_))
        return [path]

    @property
    def told(self) -> tuple[str, ...]:
        """What help tells of it: what its link says that could not be done, its goals, its tour."""
        goals = (
            f"Goal: {goal}"
            + (f", reached at epoch {self.met[goal]}." if goal in self.met else ", not reached yet.")
            for goal in self.state_.goals
        )
        return (*self.state_.said, *goals)

    figures = staticmethod(_views.figures)
    caption = staticmethod(_views.caption)
