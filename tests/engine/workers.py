"""What a process pool's workers run in the tests; a file of its own, since a worker imports it."""


def trained(trainer, steps):
    """Return the trainer after so many steps, or raise what it raises."""
    trainer.run(steps)
    return trainer
