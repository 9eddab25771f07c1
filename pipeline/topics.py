"""Assign new cables to the topics of the texts, if the lake has a model of them."""

from __future__ import annotations

from pipeline.terminal import Say
from warehouse.lake import Lake
from warehouse.topics.model import INSTALL, is_installed
from warehouse.topics.place import count_unplaced, place_unplaced


def must_place(lake: Lake) -> bool:
    """Whether there are cables left to assign: an earlier run died, or scikit-learn was not installed then."""
    return is_installed() and count_unplaced(lake) > 0


def place_in_topics(lake: Lake, tell: Say) -> None:
    """Assign the cables that have no topics yet; if scikit-learn is missing, say so and leave them to a later run."""
    if is_installed():
        place_unplaced(lake)
    elif cables := count_unplaced(lake):
        tell(f"{cables:,} cables wait to be placed in topics, which takes scikit-learn: {INSTALL}, then run it again")
