"""Posts by routing indicator and by the plain-language address."""

from __future__ import annotations

import re
from functools import cache

from schemas.vocabulary import seed
from transforms.fields.cable_id import canonical_station

# the kind of post, before the city in a plain-language address
_KIND_OF_POST = re.compile(r"^(?:AMEMBASSY|AMCONSUL|AMCONGEN|USMISSION|USINT|USLO|USDEL|AMEMB)[ \t]+", re.IGNORECASE)


@cache
def _posts_by_routing_indicator() -> dict[str, str]:
    return {row["routing_indicator"]: row["post"] for row in seed("routing_indicators") if row["post"]}


def post_of_routing_indicator(indicator: str) -> str:
    """The post with a routing indicator (RUEHKO), "" if it is unknown or not a post's."""
    return _posts_by_routing_indicator().get(indicator.upper(), "")


@cache
def _posts_by_name() -> dict[str, str]:
    return {row["name"].upper(): row["post"] for row in seed("posts")}


def post_of_name(name: str) -> str:
    """The post with a name as pages and CSV rows print it (Embassy Tokyo, Secretary of State), "" if unknown."""
    return _posts_by_name().get(" ".join(name.upper().split()), "")


@cache
def post_of_address(indicator: str, name: str) -> str:
    """The post that an addressee is, by routing indicator or name (AMEMBASSY TOKYO), "" if it is not a post."""
    post = post_of_routing_indicator(indicator) if indicator else ""
    if post:
        return post
    place, addressed = _KIND_OF_POST.subn("", name)
    if addressed or name.upper().startswith(("SECSTATE", "USUN")):
        return canonical_station(place)
    return ""
