"""The playground on a screen: its keys, and what it lays over its page."""

from __future__ import annotations

import os
import resource

import numpy as np
import pytest
from textual import events
from textual.widgets import OptionList, Static

from lessons.course import lesson_of_lab
from lessons.format.layout import LAB_WIDTH, wrap
from lessons.labs.playground._focus import EQUALS
from lessons.labs.playground.playground import Playground
from tests.support.pilot import caption, lesson, settle, shown, turn
from tests.support.waiting import until
from tests.tui.conftest import Tutor
from tui.commands.playing import _saved
from tui.drawing.layout import in_ascii
from tui.host.config import Settings
from tui.screens.over import FindScreen, FuturesScreen, LinkScreen, TextScreen
from tui.screens.over import _wrapped as wrapped
from tui.screens.page.lab_keys import _saved as _saved_files
from tui.screens.page.scroll import PageScroll
from tui.screens.page.tasks import KNOBS_ALONE
from tui.screens.playground import (
    NOT_REPLACED,
    NOTHING_HIDDEN,
    OF_THE_NETWORK,
    OFFER,
    TOUR,
    TOUR_LEFT,
    TOUR_OVER,
    PlaygroundScreen,
)
from tui.widgets.caption import Caption
from tui.widgets.chrome import keys_now
from tui.widgets.knobs import KnobBar
from tui.widgets.pointing import PointedView

LINK = "#dataset=xor&seed=0.50819&networkShape=3&noise=10&nonsense=1&goalTestLossMinThresholdFirst=0.6"
SIZES = [(80, 24), (120, 40)]


def opened(link: str = LINK):
    """The lesson that `nntutor play LINK` opens."""
    return lesson_of_lab("playground", {"link": link})


def opened_lab() -> Playground:
    """A run with two futures, which stands at the end of the second."""
    lab = Playground({"link": "#seed=0.3"})
    lab.seek(5)
    lab.turn("learning_rate", 0.3)
    lab.seek(9)
    return lab


def lab_of(pilot) -> Playground:
    lab = lesson(pilot).panel.lab
    assert isinstance(lab, Playground)
    return lab


async def test_on_the_smallest_screen_output_losses_knobs_and_the_keys_that_play_stand_together(
    tutor: Tutor,
) -> None:
    async with tutor(opened("#seed=0.3")).run_test(size=(60, 18)) as pilot:
        await settle(pilot)
        page = lesson(pilot).query_one(PageScroll)
        assert page.max_scroll_y == 0
        assert "Loss: training" in caption(pilot)
        seen = shown(pilot)
        for each in ("x₁", "output", "learning rate", "p play", "s step", "? help"):
            assert each in seen, each
        await pilot.press("slash", *"view", "enter", "right")
        await settle(pilot)
        # What is turned stays on the screen, and the end of the only page leads to no other.
        assert "‹layers›" in shown(pilot)
        assert page.max_scroll_y > 0
        await pilot.press("escape", *["down"] * (page.max_scroll_y + 1))
        assert caption(pilot) == PlaygroundScreen.end_of_page
        await pilot.resize_terminal(80, 24)
        await until(lambda: not lab_of(pilot).small)


@pytest.mark.parametrize("size", SIZES)
async def test_a_link_opens_plays_and_goes_back(tutor: Tutor, size) -> None:
    async with tutor(opened()).run_test(size=size) as pilot:
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlaygroundScreen)
        lab = lab_of(pilot)
        assert "'nonsense' is no key of the playground" in shown(pilot)
        start = lab.run_.play.net.params.copy()
        await pilot.press("s", "s", "s")
        assert lab.position == 3
        assert "2-3-1, 13 parameters. Epoch 3." in shown(pilot)
        await pilot.press("question_mark")
        await settle(pilot)
        assert "Goal: test loss below 0.6, reached at epoch 1." in shown(pilot)
        await pilot.press("q")
        await settle(pilot)
        await pilot.press("b")
        assert lab.position == 2
        await pilot.press("p")
        await until(lambda: lab.position > 5)
        await pilot.press("p")
        assert not lesson(pilot).panel.playing
        await pilot.press("r")
        assert lab.position == 0
        # The link's own weights are back.
        assert (lab.run_.play.net.params == start).all()
        await pilot.press("n")
        assert (lab.run_.play.net.params != start).any()
        assert "0 of 1 goal reached" in lab.says()
        await pilot.press("s")
        assert "1 of 1 goal reached" in lab.says()


async def test_the_link_is_shown_unframed_and_kept_to_be_printed(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("y")
        await settle(pilot)
        assert isinstance(pilot.app.screen, LinkScreen)
        rows = shown(pilot).splitlines()
        link = lab_of_under(pilot).link_now
        first = rows.index(link[:80])
        assert rows[first + 1].startswith(link[80:150])
        assert pilot.app.link_shown == link
        said = caption_under(pilot)
        # Any key closes it, and does nothing else.
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlaygroundScreen)
        assert (caption(pilot), pilot.app.screen.told) == (said, "")


def caption_under(pilot) -> str:
    screen = next(each for each in pilot.app.screen_stack if isinstance(each, PlaygroundScreen))
    return screen.query_one(".caption", Caption).text


def lab_of_under(pilot) -> Playground:
    screen = next(each for each in pilot.app.screen_stack if isinstance(each, PlaygroundScreen))
    return screen.lab


async def test_a_unit_is_looked_at_edited_and_explained(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lab = lab_of(pilot)
        await pilot.press("tab")
        await settle(pilot)
        assert "bias of h₁[0]" in shown(pilot)
        await pilot.press("down", "]")
        await settle(pilot)
        assert "weight x₁ → h₁[1]" in shown(pilot)
        await pilot.press("enter", "2", ".", "5", "enter")
        await settle(pilot)
        assert lab.run_.play.net.layers[0].W[0, 1] == 2.5
        # It is still what is looked at, with what came of it.
        assert "In hidden 1: weight x₁ → h₁[1]: 2.5000. Loss: training" in caption(pilot)
        await pilot.press("s", "enter", "3", "enter")
        await settle(pilot)
        assert caption(pilot).endswith(" A new future begins here, f lists it.")
        await pilot.press("e")
        await settle(pilot)
        assert isinstance(pilot.app.screen, TextScreen)
        assert "Check: moved by" in shown(pilot)
        assert "The weight x₁ → h₁[1], explained" in shown(pilot)
        await pilot.press("q")
        await settle(pilot)
        await pilot.press("escape")
        assert lab.focus is None


@pytest.mark.parametrize("size", SIZES)
async def test_layers_are_changed_by_key_and_the_network_before_comes_back(tutor: Tutor, size) -> None:
    async with tutor(opened()).run_test(size=size) as pilot:
        await settle(pilot)
        lab = lab_of(pilot)
        await pilot.press("s", "s", "tab", "down")
        await settle(pilot)
        assert "enter edit  + - units" in shown(pilot)
        assert "+ - i d change its layer, 1 to 7 features." in caption(pilot)
        await pilot.press("plus")
        await settle(pilot)
        assert caption(pilot).startswith("2-4-1, 17 parameters: a new network, at epoch 0. u brings back")
        assert (lab.position, lab.focus) == (0, (1, 1, -1))
        await pilot.press("i", "d", "minus", "right", "d")
        await settle(pilot)
        assert lab.widths == (3,)
        assert "✗ the output stays as it is; i puts a hidden layer before it." in caption(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert (lab.position, lab.widths, lab.focus) == (2, (3,), (2, 0, -1))
        await pilot.press("5", "1", "s")
        await settle(pilot)
        # The run before is drawn too, and the legend says which of its losses.
        assert all(name in shown(pilot) for name in ("train", "⠤ ⠤", "old t"))
        assert lab.run_.play.setting.features == ("y", "xTimesY")
        await pilot.press("u")
        await settle(pilot)
        assert (lab.position, lab.run_.play.setting.features) == (2, ("x", "y"))


async def test_futures_are_listed_gone_to_and_compared(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lab = lab_of(pilot)
        await pilot.press("s", "s", "s", "s", "b", "b")
        lab.turn("learning_rate", 0.3)
        await pilot.press("s", "f")
        await settle(pilot)
        assert isinstance(pilot.app.screen, FuturesScreen)
        assert pilot.app.screen.query_one(OptionList).option_count == 2
        assert "from epoch 2: rate 0.3" in shown(pilot)
        await pilot.press("up", "c")
        await settle(pilot)
        assert lab.against is lab.run_.branches[0]
        assert "difference" in shown(pilot)
        await pilot.press("f")
        await settle(pilot)
        await pilot.press("up", "enter")
        await settle(pilot)
        assert lab.position == 4
        assert lab.learning_rate == 0.03


@pytest.mark.parametrize("tabs", [0, 1, 2])
async def test_help_lists_no_key_that_does_nothing_here(tutor: Tutor, tabs) -> None:
    async with tutor(opened()).run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await pilot.press(*["tab"] * tabs, "question_mark")
        await settle(pilot)
        for words in ("next page", "page before", "network before", "next one"):
            assert words not in shown(pilot)
        assert "new weights" in shown(pilot)
        await pilot.press("q", "s")
        await settle(pilot)
        lab_of(pilot).turn("hidden", (5,))
        await pilot.press("question_mark")
        await settle(pilot)
        assert "network before" in shown(pilot)


async def test_knobs_put_back_by_r_come_back_with_their_network(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lab = lab_of(pilot)
        lab.turn("noise", 50)
        await pilot.press("s", "s", "r", "r")
        await settle(pilot)
        assert lab.noise == 10
        assert "u brings back what was set" in caption(pilot)
        await pilot.press("u")
        await settle(pilot)
        assert (lab.noise, lab.run_.branch.end) == (50, 2)


async def test_where_the_network_ends_an_arrow_says_so(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("tab", "left")
        await settle(pilot)
        assert caption(pilot) == "The network ends here."
        await pilot.press("down")
        await settle(pilot)
        assert "bias of h₁[1]" in caption(pilot)


async def test_test_points_have_marks_of_their_own(tutor: Tutor) -> None:
    async with tutor(opened("#seed=0.5")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert not {"□", "■"} & set(shown(pilot))
        await pilot.press("slash", *"test", "enter", "right")
        await settle(pilot)
        assert {"○", "●", "□", "■"} <= set(shown(pilot))
        assert {"O", "X"} <= set(in_ascii(lab_of(pilot).draw()))


async def test_what_has_diverged_is_not_said_to_be_finished(tutor: Tutor) -> None:
    link = "#problem=regression&networkShape=&xSquared=true&learningRate=100&seed=0.5"
    async with tutor(opened(link)).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("p")
        await until(lambda: lab_of(pilot).done)
        await pilot.press("p", "s")
        await settle(pilot)
        assert "── diverged ──" in shown(pilot)
        assert "Lower the rate, or take a step back with b." in caption(pilot)
        await pilot.press("b")
        await settle(pilot)
        assert "diverged" not in shown(pilot)


async def test_a_choice_that_has_no_more_says_so(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash", *"penalty", "enter", "left")
        await settle(pilot)
        assert caption(pilot) == "penalty is at the first of its choices: none."
        await pilot.press("right", "right", "right")
        await settle(pilot)
        assert caption(pilot) == "penalty is at the last of its choices: L2."


async def test_a_control_is_found_by_a_part_of_its_name(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        assert isinstance(pilot.app.screen, FindScreen)
        await pilot.press(*"x1x2")
        await settle(pilot)
        assert pilot.app.screen.query_one(OptionList).option_count == 1
        await pilot.press(*"z")
        await settle(pilot)
        assert "There is no control of that name." in shown(pilot)
        await pilot.press(*["backspace"] * 5, *"dropo", "enter")
        await settle(pilot)
        bar = pilot.app.screen.query_one(KnobBar)
        assert bar.has_focus
        assert bar.knob.id == "dropout"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("seeds", "seeds"),
        ("seed", "seed"),
        ("test", "test points"),
        ("lear", "learning_rate"),
        ("regularization", "penalty"),
        ("regularisationrate", "strength"),
        ("discretize", "discrete"),
        ("spiral", "data"),
        ("problem", "data"),
        ("neurons", "hidden"),
        ("ratio", "train"),
        ("regenerate", "seed"),
    ],
)
async def test_a_control_is_found_first_by_its_name_and_by_what_the_browser_calls_it(
    tutor: Tutor, typed, found
) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press(*typed, "enter")
        await settle(pilot)
        assert pilot.app.screen.query_one(KnobBar).knob.id == found.replace(" ", "_")


async def test_hidden_controls_are_left_out_and_a_shows_them(tutor: Tutor) -> None:
    async with tutor(opened("#noise_hide=true&batchSize_hide=true&seed=0.1")).run_test(
        size=(80, 24)
    ) as pilot:
        await settle(pilot)
        lab = lab_of(pilot)
        assert not {"noise", "batch"} & {knob.id for knob in lab.knobs()}
        await pilot.press("a")
        assert {"noise", "batch"} <= {knob.id for knob in lab.knobs()}


async def test_an_epoch_far_ahead_is_played_to_and_p_pauses_on_the_way(tutor: Tutor) -> None:
    async with tutor(opened("#seed=0.3")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lab, panel = lab_of(pilot), lesson(pilot).panel
        await pilot.press("slash", *"epoch", "enter", *"10000000", "enter")
        await until(lambda: panel.playing and lab.position > 0)
        assert "computing" in shown(pilot)
        await pilot.press("p")
        assert not panel.playing
        await until(lambda: "on its way" not in caption(pilot))
        await pilot.press("r")
        assert lab.position == 0
        await pilot.press("1", "2", "enter")
        await until(lambda: not panel.playing and lab.position == 12)
        await pilot.press("s")
        assert lab.position == 13


async def test_twenty_seeds_run_beside_one_another(tutor: Tutor) -> None:
    async with tutor(opened("#networkShape=2&seed=0.1")).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        lab, panel = lab_of(pilot), lesson(pilot).panel
        lab.turn("seeds", 20)
        panel.moved("")
        await pilot.press("s", "s")
        await settle(pilot)
        assert lab.good["all"] == 20
        await until(lambda: not lab.works)
        assert {run.epoch for run in lab.crowd.runs} == {2}
        assert "the output with 20 seeds" in shown(pilot)


async def test_a_network_that_a_knob_has_replaced_is_told_with_what_is_set_and_so_is_the_way_back(
    tutor: Tutor,
) -> None:
    async with tutor(opened("#seed=0.3&networkShape=2")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("s", "slash", *"data", "enter", "right")
        assert caption(pilot) == "A new network, at epoch 0: data xor. u brings back the old one."
        await pilot.press("escape", "u")
        assert caption(pilot) == "The network before is back; u once more brings back the other."


async def test_any_lab_is_played_with_on_a_page_of_its_own(tutor: Tutor) -> None:
    async with tutor(lesson_of_lab("descent", {})).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "lab: descent" in shown(pilot)
        await pilot.press("s", "y", "n", "f")
        await settle(pilot)
        assert lesson(pilot).panel.lab.position == 1


async def test_a_first_visit_offers_a_tour_whose_steps_stand_whole_under_the_lab(tutor: Tutor) -> None:
    async with tutor("playground").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert OFFER in shown(pilot)
        for k, step in enumerate(TOUR, start=1):
            await pilot.press("t")
            await settle(pilot)
            assert caption(pilot) == f"{k}/{len(TOUR)} {step}"
            assert len(wrap(caption(pilot), LAB_WIDTH)) <= 2
        assert pilot.app.progress.draft_of("playground", "seen") == {}
        for key, said in (("t", TOUR_OVER), ("t", f"1/{len(TOUR)} {TOUR[0]}"), ("escape", TOUR_LEFT)):
            await pilot.press(key)
            await settle(pilot)
            assert caption(pilot) == said
        # Where it sends one to a control it names its group.
        groups = {knob.label: knob.field.group for knob in lab_of(pilot).knobs()}
        for name in ("speed", "learning rate", "data", "seeds", "below"):
            assert any(name in step and f"group {groups[name]}" in step for step in TOUR)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["playground-challenges", "playground-harder"])
async def test_every_challenge_shows_network_output_losses_and_its_controls(tutor: Tutor, name, size) -> None:
    async with tutor(name).run_test(size=size) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        pages = [k for k, page in enumerate(screen.lesson.pages) if page.owns_lab]
        assert len(pages) == 5
        # Why the network is not entered here is said, not kept.
        for key, why in (("plus", KNOBS_ALONE), ("e", KNOBS_ALONE), ("o", screen.panel.lab.no_network)):
            await pilot.press("escape", key)
            assert caption(pilot) == why
        for index in pages:
            await turn(pilot, index)
            await pilot.press("escape", "s")
            await settle(pilot)
            for part in ("features", "output", "⠤⠤ train  ⠤ ⠤ test", "epoch →", "Epoch 1."):
                assert part in shown(pilot), (index, part)
            bar = screen.panel.query_one(KnobBar)
            knob = bar.knob
            screen.panel._set(knob, knob.turned(1))
            await pilot.press("s")
            await settle(pilot)
            assert "⠤⠤ train  ⠤ ⠤ test" in shown(pilot), index
            assert screen.query_one(PageScroll).region.contains_region(bar.region), index


async def test_o_opens_the_network_of_a_lesson_and_q_leads_back(tutor: Tutor) -> None:
    async with tutor("training").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        index = next(
            i for i, page in enumerate(screen.lesson.pages) if page.owns_lab and page.lab.name == "train"
        )
        await turn(pilot, index)
        for question in screen.page.questions:
            screen.run_.settle(question)
        screen.panel.unlock()
        await pilot.press("escape", "s", "o")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlaygroundScreen)
        assert lab_of(pilot).data == "own"
        # Its points are given other features as any others are.
        await pilot.press("s", "tab", "4", "1", "2", "s")
        await settle(pilot)
        assert lab_of(pilot).run_.play.shape[0] == 1
        assert lab_of(pilot).position == 1
        await pilot.press("u", "escape", "q")
        await settle(pilot)
        assert pilot.app.screen is screen
        assert screen.panel.lab.name == "train"


async def test_on_a_narrow_screen_the_last_row_still_tells_how_to_play(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(60, 18)) as pilot:
        await settle(pilot)
        assert "s step  p play" in shown(pilot).splitlines()[-1]


async def test_w_counts_all_that_it_saves_and_says_what_opens_it(tutor: Tutor, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with tutor(opened("#seed=0.3")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("w")
        named = caption(pilot)
        await pilot.press("w")
        names = [path.name for path in tmp_path.iterdir()]
        assert f"saves {len(names)} files (its link, a block for a lesson, 4 programs, the run" in named
        assert caption(pilot).startswith(f"Saved {len(names)} files. `nntutor play --open playground.npz` ")


async def test_a_saved_run_opens_where_it_stood(tutor: Tutor, tmp_path) -> None:
    saved = opened_lab()
    # In the middle of an epoch.
    assert not saved.run_.learn(3)
    (path,) = saved.save_beside(tmp_path)
    link, given = _saved(Settings(), str(path))
    async with tutor(lesson_of_lab("playground", {"link": link, **given})).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lab = lab_of(pilot)
        assert (lab.position, lab.run_.losses, lab.futures) == (9, saved.run_.losses, saved.futures)
        assert lab.run_.play.training.at == 3
        await pilot.press("b")
        assert lab.position == 8
        await pilot.press("f", "down", "enter")
        await settle(pilot)
        assert lab.position == 5
        await pilot.press("r")
        assert lab.position == 0


@pytest.mark.parametrize(
    ("lab", "said"),
    [
        ("layer", "This network is given 3 numbers; the playground draws points of two."),
        ("descent", "There is no network on this page."),
        ("rate_sweep", "Runs are counted here, one after the other; no network is kept."),
    ],
)
async def test_where_no_network_can_be_taken_over_o_says_why(tutor: Tutor, lab, said) -> None:
    async with tutor(lesson_of_lab(lab, {})).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "o" not in dict(keys_now(pilot.app.screen, shown_only=False))
        await pilot.press("o")
        await settle(pilot)
        assert caption(pilot) == said


async def test_a_network_without_points_stands_on_points_that_are_named(tutor: Tutor) -> None:
    async with tutor(lesson_of_lab("forward", {})).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        assert ("o", "playground") in keys_now(screen)
        await pilot.press("o")
        await settle(pilot)
        assert lab_of(pilot).data == "plane"
        said = "This network has no points: it stands on those of plane."
        assert caption(pilot) == f"{said} (? tells it again)"
        await pilot.press("question_mark")
        await settle(pilot)
        assert "This link" not in shown(pilot)
        await pilot.press("q")
        await settle(pilot)
        assert "o" not in dict(keys_now(pilot.app.screen, shown_only=False))
        await pilot.press("q")
        await settle(pilot)
        assert pilot.app.screen is screen


async def test_every_feature_may_be_left_out(tutor: Tutor) -> None:
    async with tutor(opened("#seed=0.3&networkShape=")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lab, panel = lab_of(pilot), lesson(pilot).panel
        for name in ("x", "y"):
            lab.turn(name, False)
        panel.moved("")
        await pilot.press("s", "tab")
        await settle(pilot)
        assert "bias of out" in shown(pilot)
        assert lab.position == 1


class _Early(FuturesScreen):
    def on_mount(self) -> None:
        # As soon as the list is there: nothing has been laid out.
        self.query_one(OptionList).action_first()
        self.query_one(OptionList).action_page_up()


async def test_a_page_of_futures_is_gone_up_before_they_stand(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pilot.app.push_screen(_Early(["one", "another"], 0))
        await settle(pilot)
        assert isinstance(pilot.app.screen, _Early)


@pytest.mark.parametrize("most", [100, 5_000, 20_000])
def test_of_files_that_the_disk_does_not_hold_none_is_left(most, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    lab, before = opened_lab(), resource.getrlimit(resource.RLIMIT_FSIZE)
    files = lab.exports()
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        said = _saved_files(files, lab)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert said.startswith("Not saved: ")
    assert "None" not in said
    assert not list(tmp_path.iterdir())
    assert "Saved 7 files" in _saved_files(files, lab)


async def test_where_the_folder_is_gone_w_says_so(tutor: Tutor, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("w")

        def gone():
            raise FileNotFoundError(2, "No such file or directory")

        monkeypatch.setattr(os, "getcwd", gone)
        for _ in range(2):
            await pilot.press("w")
            assert "Not saved: " in caption(pilot)
            assert "None" not in caption(pilot)
        monkeypatch.undo()


async def test_a_value_that_is_typed_in_one_bunch_is_taken_whole(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        await pilot.press(*"learning rate", "enter")
        await settle(pilot)
        for key in ("2", "e", "minus", "2"):
            pilot.app.post_message(events.Key(key, {"minus": "-"}.get(key, key)))
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert lab_of(pilot).learning_rate == 0.02


@pytest.mark.parametrize(
    "keys", [("y", "x", "x", "x"), ("f", "c", "c", "enter"), ("slash", "enter", "enter")]
)
async def test_keys_in_a_bunch_close_what_lies_over_the_page_once(tutor: Tutor, keys) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        first, *rest = keys
        await pilot.press(first)
        await settle(pilot)
        for key in rest:
            pilot.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlaygroundScreen)


async def test_what_lies_over_the_page_is_closed_once_however_soon_it_is_asked_to_again(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, FindScreen)
        # Not from under another.
        pilot.app.push_screen(TextScreen("", [""]))
        await settle(pilot)
        screen.close(1)
        screen.close(2)
        await settle(pilot)
        assert isinstance(pilot.app.screen, TextScreen)
        await pilot.press("q")
        await settle(pilot)
        assert pilot.app.screen is screen
        screen.close(3)
        screen.close(4)
        await settle(pilot)
        assert isinstance(pilot.app.screen, PlaygroundScreen)
        assert lesson(pilot).panel.query_one(KnobBar).chosen == 3


async def test_after_the_last_drawing_n_says_so(tutor: Tutor) -> None:
    async with tutor(opened("#seed=0.3&drawing=999&networkShape=1")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("n")
        assert "This is drawing 999, the last" in caption(pilot)


async def test_many_classes_are_compared_and_stand_on_the_wall_as_classes(tutor: Tutor) -> None:
    async with tutor(opened("#ownData=blobs&classes=4&networkShape=3&seed=0.3")).run_test(
        size=(80, 24)
    ) as pilot:
        await settle(pilot)
        lab, panel = lab_of(pilot), lesson(pilot).panel
        await pilot.press("s", "s", "b")
        lab.turn("learning_rate", 0.3)
        await pilot.press("s")
        lab.hold_against(0)
        panel.moved("")
        await settle(pilot)
        assert "where the two answer another class" in lab.says()
        assert set(np.unique(lab.differs)) <= {0.0, 2.0}
        lab.hold_against(lab.future)
        lab.turn("seeds", 3)
        panel.moved("")
        await pilot.press("s")
        await settle(pilot)
        assert "the output with 3 seeds" in shown(pilot)


async def test_where_a_new_future_begins_a_line_says_so_and_r_begins_one_with_the_knobs(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        lab = lab_of(pilot)
        await pilot.press("s", "s", "s", "b", "slash", *"rate", "enter", "3", "enter")
        await settle(pilot)
        assert caption(pilot).startswith("A new future begins at epoch 2: rate 3. What was learnt before")
        await pilot.press("b")
        await settle(pilot)
        assert "learning rate ‹0.03›" in shown(pilot)
        await pilot.press("s", "r")
        await settle(pilot)
        assert "learning rate ‹3›" in shown(pilot)
        assert caption(pilot).startswith("At the start, and on from here with what the knobs say")
        await pilot.press("r")
        await settle(pilot)
        assert lab.learning_rate == 0.03


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("out", [("escape",), ("tab", "escape"), ("tab", "tab"), ("g", "escape")])
async def test_a_unit_that_is_looked_at_is_named_and_on_the_page_the_output_is_back(
    tutor: Tutor, size, out
) -> None:
    async with tutor(opened()).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("tab", "down")
        await settle(pilot)
        assert "unit h₁[1], not output" in shown(pilot)
        for key in out:
            assert lab_of(pilot).focus is not None
            await pilot.press(key)
            await settle(pilot)
        assert lab_of(pilot).focus is None
        assert "not output" not in shown(pilot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["slash", "f", "e", "y", "question_mark"])
async def test_what_is_laid_over_the_page_lies_in_its_middle(tutor: Tutor, size, key) -> None:
    async with tutor(opened()).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press(*["tab"] * (key == "e"), key)
        await settle(pilot)
        screen = pilot.app.screen
        assert screen.is_modal
        laid = screen.query("#help, #over-link").first().region
        for before, long, all_ in ((laid.x, laid.width, size[0]), (laid.y, laid.height, size[1])):
            assert abs(2 * before + long - all_) <= 1


@pytest.mark.parametrize("size", SIZES)
async def test_help_tells_the_picture_and_no_key_of_it_leads_out_of_the_playground(
    tutor: Tutor, size
) -> None:
    async with tutor(opened()).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert ("b", "step back") in keys_now(pilot.app.screen, shown_only=False)
        await pilot.press("tab", "question_mark")
        await settle(pilot)
        screen = pilot.app.screen
        said = " ".join(str(each.content) for each in screen.query(Static))
        for words in (", and . choose", "dashed ones a negative", "□ ■ test points", "old is the test loss"):
            assert words in " ".join(said.split())
        assert "welcome" not in said
        await pilot.press("w")
        await settle(pilot)
        assert pilot.app.screen is screen


async def test_a_point_and_a_link_that_are_chosen_are_told_and_seen(tutor: Tutor) -> None:
    async with tutor(opened()).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        lab = lab_of(pilot)
        await pilot.press("tab", ".", ".")
        await settle(pilot)
        x, y = (f"{value:.3g}".replace("-", "−") for value in lab.run_.play.data.plane[2][:2])
        said = caption(pilot)
        assert said.startswith("Training point 2 of ")
        assert x[:4] in said
        assert y[:4] in said
        assert "◆" in shown(pilot)
        accent, view = lesson(pilot).panel.query_one(PointedView).make_pen().style("accent", bold=True), None
        for key, count in (("up", 0), ("]", 5)):
            await pilot.press(key)
            await settle(pilot)
            view = lesson(pilot).panel.query_one(PointedView)._canvas
            braille = [
                mark
                for row, styles in zip(view.chars, view.styles, strict=True)
                for mark, style in zip(row, styles, strict=True)
                if style == accent and mark > "⠀"
            ]
            assert len([mark for mark in braille if mark <= "⣿"]) >= count
            assert count or not [mark for mark in braille if "⠀" < mark <= "⣿"]
        assert caption(pilot).startswith("In hidden 1: weight x₁ → h₁[0]: ")


@pytest.mark.parametrize("key", [",", ".", "e", "[", "]", "i", "d", "+", "-", "3", "a", "u"])
async def test_a_key_that_does_nothing_on_the_page_says_why(tutor: Tutor, key) -> None:
    async with tutor(opened("#seed=0.3")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert caption(pilot) in (OF_THE_NETWORK, NOTHING_HIDDEN, NOT_REPLACED)
        assert lab_of(pilot).position == 0


async def test_letters_on_a_knob_still_choose_a_knob(tutor: Tutor) -> None:
    async with tutor(opened("#seed=0.3")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        bar = pilot.app.screen.query_one(KnobBar)
        await pilot.press("g")
        for key, knob in (("a", "activation"), ("d", "dropout"), ("e", "epoch")):
            await pilot.press(key)
            await settle(pilot)
            assert bar.knob.id == knob


def test_an_equation_that_is_explained_is_broken_between_its_terms() -> None:
    line = "At training point 3 (1, 2), label 1: " + EQUALS.join(("h₁[0]", "0.9710")) + "."
    for width in range(20, 60):
        lines = wrapped(line, width)
        assert any("h₁[0] = 0.9710." in each for each in lines)
        assert all(len(each) <= width for each in lines)


async def test_where_nothing_is_dimmed_a_frame_parts_what_lies_over_the_page_which_is_seen(
    tutor: Tutor,
) -> None:
    async with tutor(opened()).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("slash", "question_mark", "f", "y"):
            await pilot.press(key)
            await settle(pilot)
            screen = pilot.app.screen
            assert screen.styles.background.a == 0
            assert screen.query("#help, #over-link").first().styles.border_top[0] == "solid"
            assert "lab: playground" in shown(pilot) or key == "question_mark"
            await pilot.press("escape")
            await settle(pilot)
