"""Place new cables in the topics of the texts, if the lake has a model of them."""

from __future__ import annotations

from pipeline.terminal import Say
from warehouse.lake import Lake
from warehouse.topics.model import INSTALL, is_installed
from warehouse.topics.place import place_waiting, waiting


def must_place(lake: Lake) -> bool:
    """Whether cables wait that can be placed: an earlier run died, or scikit-learn was not installed then."""
    return is_installed() and waiting(lake) > 0


def place_in_topics(lake: Lake, tell: Say) -> None:
    """Place the cables that wait; if scikit-learn is missing, say so and leave them to a later run."""
    if is_installed():
        place_waiting(lake)
    elif cables := waiting(lake):
        tell(f"{cables:,} cables wait to be placed in topics, which takes scikit-learn: {INSTALL}, then run it again")
