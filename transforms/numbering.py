"""Which of the numbers at the beginning of a line number the paragraphs of a telegram.

Lists inside a paragraph, lines that happen to begin with a number, and quoted telegrams look alike, but the numbers of
the paragraphs go up by one. Everything here is linear in the number of candidates.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

# the weight of a number with and without a portion marking, and the cost of a start, a gap or a restart
_MARKED, _BARE, _BARE_AMONG_MARKED, _LISTED = 3.0, 1.0, 0.3, 0.9
_REPEATED, _DOUBTFUL, _QUOTED = 0.2, 0.2, 0.1
_JUMP, _LATE_START, _MARKED_LATE_START = 2.0, 2.0, 0.5
_LONGEST_GAP = 5

# digits that scanners read, or are likely to read, for the pilcrow
_LIKE_PILCROW = "1947"


class Candidate(NamedTuple):
    """A number at the beginning of a line.

    `marked`: a portion marking follows it; `doubtful`: the line before breaks off, so that it may belong to a sentence.
    """

    number: int
    marked: bool
    doubtful: bool = False


class _Chain(NamedTuple):
    score: float
    place: int
    previous: int
    number: int


def paragraph_numbers(candidates: Sequence[Candidate]) -> list[int]:
    """Indices of the candidates that number paragraphs, in order.

    They are the heaviest chain in which each number follows its predecessor. Gaps and restarts have a cost that a
    number with a portion marking outweighs and a bare number of a list does not.
    """
    weights = _weights(candidates)
    chains: list[_Chain] = []
    ending: dict[int, _Chain] = {}
    best: _Chain | None = None
    for index, (candidate, weight) in enumerate(zip(candidates, weights, strict=True)):
        options = [(_start_score(candidate), -1)]
        before = ending.get(candidate.number - 1)
        if before:
            options.append((before.score, before.place))
        repeated = ending.get(candidate.number)
        if (
            repeated and repeated.place == index - 1 and min(weight, weights[index - 1]) >= _BARE
        ):  # two paragraphs with one number: 6 6 7
            options.append((repeated.score - _REPEATED, repeated.place))
        if best and (candidate.marked or best.number < candidate.number <= best.number + _LONGEST_GAP):
            options.append((best.score - _JUMP, best.place))
        score, previous = max(options)
        chain = _Chain(score + weight, index, previous, candidate.number)
        chains.append(chain)
        if candidate.number not in ending or chain.score > ending[candidate.number].score:
            ending[candidate.number] = chain
        if best is None or chain.score > best.score:
            best = chain
    return _walk_back(chains, best)


def without_sign_as_digit(numbers: Sequence[str]) -> list[int] | None:
    """Numbers without the digit, usually a 1, that a scanner read for the pilcrow: `11 13 14` is 1 3 4.

    None if the numbers are as printed: each must be either right or have that digit too many, in one rising sequence
    from 1. A digit other than 1 must be in three numbers or more.
    """
    for digit in _LIKE_PILCROW:
        values = _without(digit, numbers)
        if values and (digit == "1" or len(values) >= 3):
            return values
    return None


def _without(digit: str, numbers: Sequence[str]) -> list[int] | None:
    expected, repaired = 1, 0
    values: list[int] = []
    for printed in numbers:
        value = next((n for n in (expected, expected + 1) if printed in (f"{digit}{n}", str(n))), None)
        if value is None:
            return None
        repaired += printed != str(value)
        values.append(value)
        expected = value + 1
    return values if repaired else None


def _weights(candidates: Sequence[Candidate]) -> list[float]:
    marked = sum(candidate.marked for candidate in candidates)
    bare = _BARE_AMONG_MARKED if marked * 2 > len(candidates) else _BARE
    weights: list[float] = []
    listed, previous = False, 0
    for candidate in candidates:
        # a bare 1 after other numbers begins a list, which lasts as long as the numbers go up by one
        listed = not candidate.marked and (
            candidate.number == previous + 1 if listed else candidate.number == 1 and previous > 0
        )
        previous = candidate.number
        doubt = _DOUBTFUL if candidate.doubtful else 1.0
        weights.append(_MARKED if candidate.marked else bare * doubt * (_LISTED if listed else 1.0))
    for first, end in _quoted(candidates):
        weights[first:end] = [_QUOTED] * (end - first)
    return weights


def _quoted(candidates: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """Runs of bare numbers from 1 between two consecutive marked ones: a quoted letter has its own numbers."""
    last_marked = -1
    for index, candidate in enumerate(candidates):
        if not candidate.marked:
            continue
        between = range(last_marked + 1, index)
        if (
            last_marked >= 0
            and candidate.number == candidates[last_marked].number + 1
            and between
            and candidates[between[0]].number == 1
        ):
            yield between.start, between.stop
        last_marked = index


def _start_score(candidate: Candidate) -> float:
    if candidate.number == 1:
        return 0.0
    if candidate.marked:
        return -_MARKED_LATE_START
    return -_LATE_START if candidate.number > 3 else -_MARKED_LATE_START


def _walk_back(chains: Sequence[_Chain], last: _Chain | None) -> list[int]:
    chosen: list[int] = []
    chain = last if last and last.score > 0 else None
    while chain:
        chosen.append(chain.place)
        chain = chains[chain.previous] if chain.previous >= 0 else None
    return chosen[::-1]
