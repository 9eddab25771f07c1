"""One field read from a fragment of text, on its own: to explain and to test a rule."""

from __future__ import annotations

from types import ModuleType

from transforms.cable import Context
from transforms.fields import date_time_group
from transforms.rules import Parsed, Span
from transforms.segment import Zones, segment

FIELD_MODULES: tuple[ModuleType, ...] = (date_time_group,)


def parse_fragment(module: ModuleType, text: str, context: Context | None = None) -> Parsed[object]:
    """Segment a fragment and read one field of it; header fields also find their zone in a bare fragment."""
    zones = segment(text)
    if zones.header.end == 0:
        zones = _all_header(zones)
    return module.parse(zones, context or Context())  # type: ignore[no-any-return]


def _all_header(zones: Zones) -> Zones:
    zones.header = Span(0, len(zones.text))
    return zones
