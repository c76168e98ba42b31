"""What lab `train` shows: figures and a caption."""

from __future__ import annotations

import numpy as np

from lessons.figures import Beside, Curves, Series, Surface
from lessons.labs.base import Figures, See, of
from lessons.text import number, plural, short

CHART_ROWS = 7
SAID = {
    "units": "Each shade is what a unit hands on at that place.",
    "layers": "Gradient: the size of a layer's slopes. Moved: by what part a step moved its weights.",
}
"""What the other looks show."""
SPIKE = 2.0
"""What is more than so many times the losses of now, and 1, goes out at the top of the axis."""
FIRST_EPOCHS = 20
"""So far the axis reaches before the first step, and so much is shown of the run before."""


def figures(see: See) -> Figures:
    if see.plain:
        yield _surface(see)
    elif see.look == "units":
        # Imported when it is looked at: the losses are seen first.
        from lessons.labs.looks._units import unit_pictures

        layer, grids = see.unit_answers
        units = see.widths[layer - 1]
        yield unit_pictures(grids, see.reach, layer, units, see.activation, CHART_ROWS)
    elif see.look == "layers":
        from lessons.labs.looks._layer_pictures import layer_pictures

        per, by = (1.0, "batch") if see.step_by == "batch" else (see.per_epoch, "epoch")
        at, moves = see.pace[:, 0] / per, see.pace[:, 1:]
        yield layer_pictures(see.layers_now, at, moves, by, see.activation, CHART_ROWS)
    else:
        yield Beside((_surface(see), _curves(see)))


def caption(see: See) -> str:
    if see.diverged is not None:
        return (
            f"Training diverged at batch {see.diverged}: the numbers grew past what a float holds. "
            "Lower the learning rate, or take a step back with b."
        )
    right = {part: of(lambda share: 100 * share, share) for part, share in see.accuracy.items()}
    if see.plain:
        share = f"{number(right['test'], 0)} % of points it has never seen"
        if see.learnt == 0:
            return f"It knows nothing yet: {see.parameters} random numbers. It is right about {share}."
        return f"After {plural(see.learnt, 'small step')} it is right about {share}."
    loss = see.loss
    if see.look != "losses":
        told = f"Batch {see.learnt}, epoch {see.epoch}. Loss: training {number(loss['train'], 3)}, test "
        return f"{told}{number(loss['test'], 3)}. {SAID[see.look]}"
    if see.learnt == 0:
        return (
            f"Not trained yet: {see.parameters} {'parameter' if see.parameters == 1 else 'parameters'} "
            f"at random. Test loss {number(loss['test'], 3)}, {number(right['test'], 0)} % right."
        )
    return (
        f"Batch {see.learnt}, epoch {see.epoch}. Loss: training {number(loss['train'], 3)}, "
        f"test {number(loss['test'], 3)}. Right: training {number(right['train'], 1)} %, "
        f"test {number(right['test'], 1)} % ({number(see.wrong, 0)} of {see.points['test']} wrong). "
        f"Learning rate {short(see.learning_rate)}."
    )


def _surface(see: See) -> Surface:
    points, labels, right = see.shown_points
    title, names = ("decision", ("class 0", "class 1"))
    if see.plain:
        title, names = ("what it answers where", ("one kind", "the other kind"))
    return Surface(title, see.surface, see.reach, points, labels, names, height=CHART_ROWS, right=right)


def _curves(see: See) -> Curves:
    """The losses, by epochs where a step is one, so that runs with other batches can be compared."""
    by_batch = see.step_by == "batch"
    log, per = see.course, 1.0 if by_batch else see.per_epoch
    x, train, test = log[:, 0] / per, log[:, 1], log[:, 2]
    if len(x) == 1:
        # A line from the start on: the marks of single points are those of the classes on the map beside it.
        x, train, test = (np.repeat(each, 2) for each in (x, train, test))
    series = (Series("training", x, train), Series("test", x, test, "text"))
    before: tuple[Series, ...] = ()
    if see.earlier is not None:
        epochs, losses = see.earlier.T
        keep = epochs <= max(FIRST_EPOCHS, 1.5 * see.position / see.per_epoch)
        at = epochs[keep] * (see.per_epoch if by_batch else 1.0)
        before = (Series("before", at, losses[keep], role="muted"),)
    x_range = y_range = None
    known = [loss for loss in np.ravel(log[:, 1:3]) if not isinstance(loss, str)]
    if see.position == 0:
        # A point alone says nothing of how far the axes will reach.
        x_range, y_range = (0.0, float(FIRST_EPOCHS)), (0.0, max([1.0, *known]))
    elif known and max(known) > SPIKE * max(1.0, *known[-2:]):
        y_range = (0.0, SPIKE * max(1.0, *known[-2:]))
    name = "batch" if by_batch else "epoch"
    return Curves("loss", series, name, "loss", CHART_ROWS, x_range, y_range, earlier=before)
