"""What lab `playground` shows: its network with a field in every unit, the output, the losses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.playground import FEATURES
from lessons.figures import Beside, Curves, Fields, Figure, Matrix, Series, Stack, Surface, Unit
from lessons.figures.base import Cell, Floats, floats
from lessons.labs.base import Figures, See, of
from lessons.labs.looks._layer_pictures import layer_pictures
from lessons.text import BLANK, UNKNOWN, cut, number, plural, subscript

ROWS = 11
CHART_ROWS = 5
LOW_ROWS = 9
"""The rows of all where words need some too: then the chart stands beside the output."""
WALL_ROWS = 16
SHARES, LOW_SHARES = (49, 24), (27, 24, 19)
"""The columns of the network, of the output and of a chart beside it, where a screen has 80."""
SMALL_SHARES = (31, 22)
"""Those of the network and of the output on the smallest screen."""
REACH = 6.0
EXTENT = (-REACH, REACH, -REACH, REACH)
SIGNS = ("−1", "+1")
GRADES = ("−1", "−0.5", "0", "0.5", "1")
"""What points to learn as numbers are sorted into for their marks."""
SQUARED = {FEATURES[name].label for name in ("xSquared", "ySquared", "xTimesY")}
SQUARES = 9.0
"""What is full in colour of squares and products: of 1 none of their picture would be pale."""
TABLES = 45, 72
"""The columns that a table of classes has on any screen: beside the output, and alone."""
LEAST_NAME = 4
FIRST_EPOCHS = 20
HIDES = {
    "data": "dataset", "noise": "noise", "train": "percTrainData", "batch": "batchSize",
    "learning_rate": "learningRate", "penalty": "regularization", "strength": "regularizationRate",
    "activation": "activation", "hidden": "numHiddenLayers", "test_points": "showTestData",
    "discrete": "discretize", **{name: name for name in FEATURES},
}  # fmt: skip
"""Knobs, and what a link calls them where it hides them."""


def figures(see: See) -> Figures:
    # The wall tells every run's loss: not while one of them is asked for.
    if see.wall is not None and UNKNOWN not in see.loss.values():
        yield see.wall
        return
    if see.layers is not None:
        epochs, moves = see.pace
        yield layer_pictures(see.layers, epochs, moves, "epoch", see.unit_kinds, WALL_ROWS)
    elif see.confused is not None:
        yield _confusion(see)
    else:
        network, output, losses = _network(see), _output(see, see.focused), _losses(see)
        if see.small:
            # The caption tells the losses.
            yield Beside((network, output), SMALL_SHARES, narrow=True)
        elif see.low:
            yield Beside((network, output, losses), LOW_SHARES, headed=True)
        else:
            yield Beside((network, Stack((output, losses))), SHARES)


def caption(see: See) -> str:
    sizes = "-".join(map(str, see.shape))
    head = f"{sizes}, {plural(see.parameters, 'parameter')}. Epoch {number(see.learnt, 0)}"
    if see.sought is not None and not see.halted:
        head += f", on its way to {number(see.sought, 0)}"
    if see.failed:
        return (
            f"{head}: the numbers grew past what a float holds. Lower the rate, or take a step back with b."
        )
    if see.differs is not None:
        higher = "+ where this output is higher, − where it is lower"
        what = "where the two answer another class" if see.shape[-1] > 1 else higher
        return f"Epoch {number(see.learnt, 0)} against {see.other}: {what}. esc ends it."
    if see.seeds > 1:
        good = see.good
        late = f" {plural(see.late, 'run')} still on the way to this epoch." if see.late else ""
        counted = f"{good['count']} of {good['all']} seeds have a test loss below {number(see.below)}"
        return f"{head}. {counted}.{late}"
    losses = see.loss
    text = f"{head}. Loss: training {number(losses['train'], 3)}, test {number(losses['test'], 3)}."
    if see.layers is not None and not len(see.pace[0]):
        return f"{text} How far each layer moves is measured from here on: s takes an epoch, p plays."
    if see.halted:
        text += f" It stops here, as set: {see.halted}."
    if see.goals:
        met = sum(epoch is not None for _, epoch in see.goals)
        following = next((f"Next: {said}." for said, epoch in see.goals if epoch is None), "")
        return f"{text} {met} of {plural(len(see.goals), 'goal')} reached (? lists them). {following}".strip()
    if not see.regression and not see.halted:
        shares = see.right
        text += f" Right: training {_percent(shares['train'])}, test {_percent(shares['test'])}."
    if see.dead:
        text += f" {plural(see.dead, 'link')} killed."
    return text


def _percent(share: Cell) -> str:
    return "none" if share == BLANK else f"{number(of(lambda known: 100 * known, share), 1)} %"


def _network(see: See) -> Fields:
    first, *hidden, last = see.fields_of_units
    names = [[FEATURES[name].label for name in see.features]]
    names += [[f"h{subscript(k)}[{j}]" for j in range(len(grids))] for k, grids in enumerate(hidden, start=1)]
    columns = [
        tuple(Unit(name, picture=_field(name, grid, see)) for name, grid in zip(column, grids, strict=True))
        for column, grids in zip(names, (first, *hidden), strict=True)
    ]
    outputs = tuple(Unit(f"p[{k}]") for k in range(len(last)))
    columns.append(outputs if len(outputs) > 1 else (Unit("output"),))
    titles = ("features", *(f"hidden {k}" for k in range(1, len(columns) - 1)), "output")
    return Fields(
        "",
        tuple(columns),
        titles,
        tuple(see.link_weights),
        height=LOW_ROWS if see.low else ROWS + CHART_ROWS,
        focus=see.focused,
        source=see.chosen_source,
    )


def _field(name: str, grid: Floats, see: See) -> Surface:
    reach = SQUARES if name in SQUARED else 1.0
    return Surface(
        name,
        grid,
        EXTENT,
        names=(),
        span=(-reach, reach),
        signed=True,
        x_label=see.axes[0],
        y_label=see.axes[1],
    )


def _confusion(see: See) -> Figure:
    """Which class the test points are answered to be, beside the output where names have room so."""
    names, cells = _classes(see), tuple(map(tuple, see.confused))
    digits = max(len(str(n)) for row in cells for n in row)
    for room in TABLES:
        most = max(room // (len(names) + 1) - 2, digits)
        heads = tuple(cut(name, most) for name in names)
        widest = sum(max(len(head), digits) + 2 for head in heads)
        if heads == names or most >= LEAST_NAME:
            break
    rows = tuple(cut(name, max(room - widest - 1, most)) for name in names)
    table = Matrix("test points", cells, rows, heads, digits=0, brackets=False, shaded="rising",
                   across="answered", down="is")  # fmt: skip
    return Beside((_output(see, None), table)) if room == TABLES[0] else table


def _classes(see: See) -> tuple[str, ...]:
    """What the classes are called."""
    count = len(see.fields_of_units[-1])
    return tuple(see.class_names) or (tuple(map(str, range(count))) if count > 1 else SIGNS)


def _output(see: See, focused: tuple[int, int] | None) -> Surface:
    rows = LOW_ROWS if see.low else ROWS
    if see.differs is not None:
        return Surface(
            "difference", see.differs, EXTENT, names=(), span=(-2.0, 2.0), signed=True, height=rows,
            x_label=see.axes[0], y_label=see.axes[1],
        )  # fmt: skip
    grid = see.fields_of_units[-1]
    if focused is not None:
        # What is looked at stands where the output does, large.
        column, unit = focused
        name = f"unit {see.focused_name}, not output"
        if column == len(see.fields_of_units) - 1:
            name = "output" if len(grid) == 1 else f"output {_classes(see)[unit]} alone"
        values = floats(see.fields_of_units[column][unit])
        return replace(_plane(name, values, rows, see), marker=see.pointed_at)
    if len(grid) > 1:
        answers, (points, labels, _) = np.moveaxis(grid, 0, -1), see.drawn_points
        return Surface(
            "output",
            answers,
            EXTENT,
            points,
            labels,
            _classes(see),
            rows,
            x_label=see.axes[0],
            y_label=see.axes[1],
        )
    values = floats(grid[0])
    if see.discrete:
        values = np.where(values >= 0, 1.0, -1.0)
    return _plane("output", values, rows, see)


def _plane(title: str, values: Floats, rows: int, see: See) -> Surface:
    """Values from −1 to 1 over the plane, with the points upon it."""
    points, labels, held = see.drawn_points
    if see.regression or len(see.fields_of_units[-1]) > 1:
        # Colours tell values, and the marks of points what each of them is.
        kinds = GRADES if see.regression else _classes(see)
        steps = np.round((np.clip(labels, -1, 1) + 1) / 2 * (len(kinds) - 1)) if see.regression else labels
        return Surface(
            title, values, EXTENT, points, steps, (), rows, x_label=see.axes[0], y_label=see.axes[1],
            held=held, span=(-1.0, 1.0), signed=True, kinds=kinds, graded=see.regression,
        )  # fmt: skip
    share = (np.clip(values, -1, 1) + 1) / 2
    signs = (labels > 0) * 1.0
    return Surface(
        title, share, EXTENT, points, signs, _classes(see), rows,
        x_label=see.axes[0], y_label=see.axes[1], probable=False, held=held,
    )  # fmt: skip


def _losses(see: See) -> Curves:
    course = see.course
    x, train, test = course.T
    if len(x) == 1:
        x, train, test = (np.repeat(each, 2) for each in (x, train, test))
    x_range = (0.0, float(FIRST_EPOCHS)) if see.learnt == 0 else None
    # However long it learns, the way down from the first losses is drawn; beyond twice these it diverges.
    losses = floats(course[:, 1:])
    near = losses[losses <= 2 * np.nan_to_num(losses[0]).max()]
    high = float(near.max()) if near.size else None
    series = (Series("train", x, train), Series("test", x, test, "text"))
    return Curves(
        "loss",
        tuple(each for each, points in zip(series, see.parts_with_points, strict=True) if points),
        "epoch",
        "loss",
        CHART_ROWS,
        x_range,
        (None, high),
        # In a narrow chart there is no room to name it.
        earlier=() if see.low else _before(see),
    )


def _before(see: See) -> tuple[Series, ...]:
    """The test loss of the future that is held against this one; else of the run before."""
    other = see.held if see.held is not None else see.earlier
    if other is None or len(other) < 2:
        return ()
    return (
        Series("held test" if see.held is not None else "old test", other[:, 0], other[:, 2], role="muted"),
    )
