"""The labs, by the name a lesson calls them. A new lab is one file here and one line below."""

from __future__ import annotations

from lessons.labs.base import Lab, ReadoutError, split_path

REGISTRY: dict[str, type[Lab]] = {}

__all__ = ["REGISTRY", "Lab", "ReadoutError", "split_path"]
