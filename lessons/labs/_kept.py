"""A network in training that is kept as it was, so that any step can be taken back."""

from __future__ import annotations

from engine import Network, Trainer


class Kept:
    """A network in training, kept as it was after every few steps."""

    def __init__(self, trainer: Trainer, every: int) -> None:
        self.trainer, self._every = trainer, every
        self._params = [trainer.net.params.copy()]

    def at(self, position: int) -> Network:
        """The network after so many times these steps."""
        net = self.trainer.net
        while len(self._params) <= position:
            net.params[...] = self._params[-1]
            self.trainer.run(self._every)
            self._params.append(net.params.copy())
        net.params[...] = self._params[position]
        return net
