"""What every lab is, and what a new one is written with."""

from lessons.labs.base.declare import Knob, Plotted, Readout, one_by_one, plotted, readout, work
from lessons.labs.base.lab import NONE_KEPT, Figures, Lab
from lessons.labs.base.learnt import Learnt
from lessons.labs.base.paths import ReadoutError, split_path
from lessons.labs.base.see import Secret, See, each, of
from lessons.labs.base.units import PER_CENT, units_of_count, units_of_share

__all__ = [
    "NONE_KEPT",
    "PER_CENT",
    "Figures",
    "Knob",
    "Lab",
    "Learnt",
    "Plotted",
    "Readout",
    "ReadoutError",
    "Secret",
    "See",
    "each",
    "of",
    "one_by_one",
    "plotted",
    "readout",
    "split_path",
    "units_of_count",
    "units_of_share",
    "work",
]
