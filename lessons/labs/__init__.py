"""The labs, by the name a lesson calls them. A new lab is one file here and one line below."""

from __future__ import annotations

from lessons.labs.activations import ActivationsLab
from lessons.labs.backprop import BackpropLab
from lessons.labs.base import Lab, ReadoutError, split_path
from lessons.labs.compare import CompareLab
from lessons.labs.descent import DescentLab
from lessons.labs.features import FeaturesLab
from lessons.labs.forward import ForwardLab
from lessons.labs.layer import LayerLab
from lessons.labs.losses import LossesLab
from lessons.labs.recap import RecapLab
from lessons.labs.structure import StructureLab
from lessons.labs.train import TrainLab

LABS: tuple[type[Lab], ...] = (
    CompareLab,
    FeaturesLab,
    ForwardLab,
    StructureLab,
    LayerLab,
    ActivationsLab,
    LossesLab,
    DescentLab,
    BackpropLab,
    TrainLab,
    RecapLab,
)

REGISTRY: dict[str, type[Lab]] = {lab.name: lab for lab in LABS}

__all__ = ["LABS", "REGISTRY", "Lab", "ReadoutError", "split_path"]
