"""TensorFlow Playground, exactly: its random numbers, its points, its features, and how it learns.

A setting that the browser's playground has run gives the same points, the same first weights and so the
same losses here. The pieces stand by themselves: `stream` (a generator that follows a seed text), `points`
(six data sets, and some of our own), `features` (seven derived from x and y), `setting` (all that can be
set), `epoch` (an epoch as a list of operations on arrays made once) and `play` (a network that learns).
Source: github.com/tensorflow/playground, as of 2022-06-06.
"""

from .features import FEATURES
from .play import Play
from .setting import Setting
from .stream import Stream

__all__ = ["FEATURES", "Play", "Setting", "Stream"]
