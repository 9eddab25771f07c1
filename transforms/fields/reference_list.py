"""The items of a reference list, read token by token: letters, cables, and references that are not cables.

Observed lists: `A. STATE 12 ¶B. 08 ROME 34`, `(A) STATE 12, (B) ROME 34`, `A) X B) Y`, doubled letters `A. (A) X`,
`STATE 12, 13 AND 14`, `STATE 12; ROME 34`, plain rows `ROME 1 ROME 2`, years before or after (`2007 ROME 3`,
`ROME 3-07`, `ROME 3 (2007)`, `STATE (07) 3`, `STATE 07 1234`), serial first (`377 ROME`), titles in brackets after a
cable.
"""

from __future__ import annotations

import re

from transforms.fields import reference_words as listed
from transforms.fields.reference_kinds import kind_of
from transforms.fields.reference_tokens import LATEST, Cited, Item, letter_serial, tokens_of, year_of
from transforms.fields.station_names import find_station

_MOST_WORDS = 6  # of a station with the words around it: AMEMBASSY PORT AU PRINCE CABLE NO

_MOST_LETTERS_LOST = 4  # between two letters of a list
_LATE_YEARS = 2  # how old a year between station and serial may be; a lower number may be a serial


class ListReader:
    """Reads one list. `own_station` is the citing post, `year` its year in four digits, if known."""

    def __init__(self, text: str, own_station: str = "", year: int | None = None) -> None:
        self.text = text
        self.own_station = own_station
        self.year = year
        self.tokens = tokens_of(text)
        self.label = ""
        self.items: list[Item] = []
        self.loose_from = 0  # offset after the last cable, label or semicolon; later words belong to nothing yet
        self.cable_end = -1  # offset after the last cable
        self.label_at = 0  # number of items when the label was read
        self.previous: Cited | None = None

    def _year_of(self, text: str) -> int | None:
        return year_of(text, max(LATEST, self.year or 0))

    def read(self) -> list[Item]:
        """Items in order; none for a text that names nothing."""
        at = 0
        while self.tokens[at].kind != "end":
            at = self._step(at)
        self._keep_loose(len(self.text))
        return self.items

    def _step(self, at: int) -> int:
        token = self.tokens[at]
        stop = self._label(at)
        if stop:
            return stop
        cable = None
        if token.kind in ("word", "number", "open"):
            cable = self._cable(at) or self._serial_first(at) or self._elided(at)
        if cable:
            self._add(cable, at)
            return cable.stop
        lettered = self._lettered_serial(at) if token.kind == "word" else 0
        if lettered:
            return lettered
        if token.kind == "open" and self.previous and not self.text[self.loose_from : token.start].strip():
            return self._remark(at)
        if token.text == ";":
            self._keep_loose(token.start)
            self.loose_from = token.end
        return at + 1

    # -- letters

    def _label(self, at: int) -> int:
        """Read a label at this token; return the index after it, 0 if there is none."""
        begin, marked = at, False
        if self.tokens[at].text in ("¶", "-"):
            marked = self.tokens[at].text == "¶"
            at += 1
        elif self.tokens[at].text.upper() in ("REF", "REFTEL") and len(self.tokens[at + 1].text) == 1:
            at, marked = at + 1, True
        letter, stop, closed = self._letter(at)
        if self._is_next_number(at):
            letter, stop, closed, marked = self.tokens[at].text, at + 2, True, True
        if (
            not letter
            or not letter.isdecimal()
            and not self._is_next(letter, begin, marked or (closed and self.tokens[begin].is_apart))
        ):
            return 0
        if not closed and not (marked or self._begins_entry(begin) and self._cable_follows(stop)):
            return 0
        self._keep_loose(self.tokens[begin].start)
        self.label, self.loose_from, self.label_at = letter, self.tokens[stop - 1].end, len(self.items)
        return stop

    def _is_next_number(self, at: int) -> bool:
        """Whether a number used as a letter, `1)`, `2)`, is the next one."""
        number = self.tokens[at].text
        if not number.isdecimal() or len(number) > 2 or self.tokens[at + 1].kind != "close":
            return False
        return int(number) == (int(self.label) if self.label.isdecimal() else 0) + 1

    def _letter(self, at: int) -> tuple[str, int, bool]:
        """A single letter with its brackets or stop: the letter, the index after it, and whether it is closed."""
        opened = self.tokens[at].kind == "open"
        at += opened
        token = self.tokens[at]
        if not (token.kind == "word" and len(token.text) == 1):
            return "", 0, False
        following = self.tokens[at + 1]
        closed = following.kind == "close" or (not opened and following.text in (".", ":"))
        if following.text in ("-", "/") and not opened:  # A - ROME 12, but not A-31, an airgram, or A/S
            closed = self._cable_follows(at + 2)
        if opened and not closed:
            return "", 0, False
        return token.text.upper(), at + 1 + closed, closed

    def _is_next(self, letter: str, at: int, is_strong: bool) -> bool:
        """Whether a letter continues the list: letters ascend, and one inside a line must be the very next."""
        step = ord(letter) - ord(self.label[:1] or "@")
        if step == 0:  # a doubled label: A. (A)
            return len(self.items) == self.label_at and not self._loose(self.tokens[at].start)
        if is_strong:
            return 0 < step <= _MOST_LETTERS_LOST
        return step == 1 and (bool(self.label) or self._begins_entry(at))

    def _begins_entry(self, at: int) -> bool:
        before = self.tokens[at - 1]
        return self.tokens[at].is_apart or before.kind in ("end", "separator", "number", "close", "date")

    def _cable_follows(self, at: int) -> bool:
        return self._cable(at, is_entry=True) is not None

    # -- cables

    def _cable(self, at: int, *, is_entry: bool = False) -> Cited | None:
        """Year, station and serial from this token on: `2008 SAO PAULO 12`, `STATE (01) 12`, `QUITO 12-03`."""
        year, year_rule, first = self._year_before(at)
        words, stop = self._words(first)
        if not words or not (is_entry or self._may_begin(at)):
            return None
        is_airgram = len(words) > 1 and words[-1].upper() in listed.AIRGRAM and self.tokens[stop].text == "-"
        station = self._station(words[:-1] if is_airgram else words, year)
        if not station:
            return None
        inside, stop = self._year_in_brackets(self._skip_marks(stop))
        if inside is not None:
            year, year_rule = inside, "year printed"
        stop = self._skip_marks(stop)
        if year is None and self._is_year_between(stop):
            year, year_rule = self._year_of(self.tokens[stop].text), "year printed"
            stop = self._skip_marks(stop + 1)
        serial = self._serial(stop)
        if not serial:
            return None
        stop = self._skip_series(station, stop + 1)
        if year is None:
            printed, stop = self._year_after(stop)
            if printed is not None:
                year, year_rule = printed, "year printed"
        return Cited(station, serial, year, year_rule, stop, is_airgram)

    def _lettered_serial(self, at: int) -> int:
        """Add `LIMA (A) 12`, a letter between station and serial; return the index after it, 0 for anything else."""
        words, stop = self._words(at)
        if not words or self.tokens[stop].kind not in ("open", "close") or not self._may_begin(at):
            return 0
        if self.tokens[stop].kind == "close":  # LIMA A) 12
            stop = stop - 1
            words = words[:-1]
        letter, serial_at, closed = self._letter(stop)
        serial = self._serial(serial_at) if closed else 0
        station = self._station(words, None) if serial else ""
        if not station:
            return 0
        self._keep_loose(self.tokens[at].start)
        self.label, self.label_at = letter, len(self.items)
        year, after = self._year_after(serial_at + 1)
        self._add(Cited(station, serial, year, "year printed" if year else "", after), at)
        return after

    def _year_before(self, at: int) -> tuple[int | None, str, int]:
        year, stop = self._year_in_brackets(at)
        if year is not None:
            return year, "year printed", stop
        year = self._year_of(self.tokens[at].text)
        if year is None or self.tokens[at].kind not in ("number", "word"):
            return None, "", at
        stop = at + 1
        if self.tokens[stop].text in ("-", "."):
            stop += 1
        return year, "year printed", stop

    def _words(self, at: int) -> tuple[list[str], int]:
        """Words of one name, joined by blanks or one mark: ST. PETERSBURG, PORT-AU-PRINCE, AIT/TAIPEI."""
        words: list[str] = []
        while self.tokens[at].kind == "word" and len(words) <= _MOST_WORDS:
            if words and letter_serial(self.tokens[at].text):
                break
            words.append(self.tokens[at].text)
            at += 1
            if self.tokens[at].text in (".", "-", "/") and self.tokens[at + 1].kind == "word":
                at += 1
        return words, at

    def _may_begin(self, at: int) -> bool:
        """Whether the words before a station in its entry allow one: `USDAO PARIS 12` is not a telegram of PARIS."""
        before = self.tokens[at - 1]
        if before.kind in ("end", "separator", "close", "number") or before.start < self.loose_from:
            return True
        if before.kind == "mark":
            return before.text != "/" or before.start == self.cable_end
        return before.kind == "word" and before.text.upper() in listed.MAY_PRECEDE

    def _station(self, words: list[str], year: int | None) -> str:
        names = list(words)
        while names and names[-1].upper() in listed.FILLERS:
            names.pop()
        if (
            not names
            or len(names) > _MOST_WORDS
            or listed.MONTH.match(names[0])
            or names[0].upper() in listed.NO_STATIONS
        ):
            return ""
        if names[0].upper() in listed.OWN and len(names) == 1:
            return self.own_station
        name = " ".join(names).translate(listed.DIGIT_FOR_LETTER)
        return find_station(name, year or self.year, spelling=1 if len(name) > 4 else 0).name

    def _skip_marks(self, at: int) -> int:
        while self.tokens[at].text in (":", "#", ".", "-", "/"):
            at += 1
        return at

    def _serial(self, at: int) -> int:
        """Serial at this token, 0 if the number is a day, a date or part of something longer."""
        token, following = self.tokens[at], self.tokens[at + 1]
        digits = letter_serial(token.text) if token.kind == "word" else token.text if token.kind == "number" else ""
        if not digits.isdecimal() or len(digits) > 7:
            return 0
        if following.kind == "word" and listed.MONTH.match(following.text) and len(digits) < 3:
            return 0
        return int(digits)

    def _skip_series(self, station: str, at: int) -> int:
        """Index after a second number: `STATE 255577 TOSEC 140323` or `STATE 255577/TOSEC 140323` is one telegram."""
        first = at + (self.tokens[at].text == "/")
        is_series = self.tokens[first].text.upper() in listed.SERIES and self.tokens[first + 1].kind == "number"
        return first + 2 if is_series and station not in listed.SERIES else at

    def _year_in_brackets(self, at: int) -> tuple[int | None, int]:
        year = self._year_of(self.tokens[at + 1].text)
        if year is not None and self.tokens[at].kind == "open" and self.tokens[at + 2].kind == "close":
            return year, at + 3
        return None, at

    def _year_after(self, at: int) -> tuple[int | None, int]:
        """A year after a serial (`-03`, `(2002)`, or two final digits), not in the future, and the index after it."""
        bracketed, stop = self._year_in_brackets(at)
        if bracketed is not None:
            return bracketed, stop
        stop = at + 1 if self.tokens[at].text in ("-", "/") else at
        year = self._year_of(self.tokens[stop].text)
        if year is None or self.tokens[stop].kind != "number" or (self.year and year > self.year):
            return None, at
        following = self.tokens[stop + 1]
        ends = following.kind in ("end", "separator", "open") or following.is_apart or following.text == "¶"
        return (year, stop + 1) if ends or stop > at and following.kind != "number" else (None, at)

    def _is_year_between(self, at: int) -> bool:
        """Whether a recent year is between station and serial: `STATE 08 12345`, `LIMA 2008-45`."""
        token, following = self.tokens[at], self.tokens[at + 1]
        year = self._year_of(token.text) if token.kind == "number" and len(token.text) in (2, 4) else None
        if year is None or self.year is None or not 0 <= self.year - year <= _LATE_YEARS:
            return False
        if len(token.text) == 4:
            return following.text == "-" and self.tokens[at + 2].kind == "number"
        return following.kind == "number" and len(following.text) > 3 and not following.is_apart

    def _serial_first(self, at: int) -> Cited | None:
        """`377 KATHMANDU`."""
        serial = self._serial(at)
        if self.tokens[at].kind != "number" or not serial or self._loose(self.tokens[at].start):
            return None
        words, stop = self._words(at + 1)
        if not words or self.tokens[stop].kind not in ("end", "separator", "close"):
            return None
        station = self._station(words, None)
        return Cited(station, serial, None, "", stop) if station else None

    def _elided(self, at: int) -> Cited | None:
        """A serial on its own: of the station before it, or at the head of a list, of the citing post."""
        serial, following = self._serial(at), self.tokens[at + 1]
        if self.tokens[at].kind != "number" or not serial or not self._may_be_elided(at):
            return None
        if self._is_year_of_earlier_ones(at) or following.text in ("/", "-") and self.tokens[at + 2].kind != "number":
            return None
        if following.kind == "word" and len(following.text) > 1 and following.text.upper() not in listed.MAY_PRECEDE:
            return None
        joined = self.previous is not None and self.label_at < len(self.items)
        year = self.previous.year if self.previous and joined else None
        rule = "year carried" if year is not None else ""
        printed, stop = self._year_after(at + 1)
        if printed is not None:
            year, rule = printed, "year printed"
        if self.previous and (joined or self.label):
            return Cited(self.previous.station, serial, year, rule, stop)
        if self.own_station and serial > 99 and not self.items:
            return Cited(self.own_station, serial, year, rule, stop)
        return None

    def _is_year_of_earlier_ones(self, at: int) -> bool:
        """Whether an entry only names a year, of the telegram or the one before: `B. 2007 AND PREVIOUS`."""
        year = self._year_of(self.tokens[at].text) if len(self.tokens[at].text) == 4 else None
        return (
            year is not None
            and self.year is not None
            and 0 <= self.year - year <= 1
            and self.label_at == len(self.items)
            and self.tokens[at + 1].text.upper() == "AND"
            and self.tokens[at + 2].text.upper() in listed.EARLIER
        )

    def _may_be_elided(self, at: int) -> bool:
        before = self.tokens[at - 1]
        if self._loose(before.end).upper() not in ("", "AND", "OR", "PLUS", "/"):
            return False
        joins = before.kind in ("separator", "end") or before.text.upper() in ("AND", "OR", "PLUS", "/", "-")
        return joins or before.end <= self.loose_from != self.cable_end

    # -- words that are not cables

    def _loose(self, end: int) -> str:
        """The unread text before `end`, without punctuation at its ends."""
        return self.text[self.loose_from : end].strip(" \t\n\r.,;:&-¶*")

    def _add(self, cable: Cited, at: int) -> None:
        self._keep_loose(self.tokens[at].start)
        start, end = self.tokens[at].start, self.tokens[cable.stop - 1].end
        raw = " ".join(self.text[start:end].split())
        self.items.append(
            Item(self.label, raw, cable.station, cable.serial, cable.year, cable.year_rule, cable.is_airgram)
        )
        self.previous, self.loose_from, self.cable_end = cable, end, end

    def _remark(self, at: int) -> int:
        """Add a bracket with a title or NOTAL to the cable before it; return the index after it."""
        for stop in range(at + 1, min(at + 60, len(self.tokens))):
            if self.tokens[stop].kind == "close":
                self._append_to_last(self.tokens[stop].end)
                return stop + 1
        return at + 1

    def _append_to_last(self, end: int) -> None:
        stretch = self.text[self.loose_from : end]
        remark = " ".join(stretch.split())
        last = self.items[-1]
        if len(remark) <= 100 and not stretch.lstrip(" \t").startswith("\n"):
            self.items[-1] = last._replace(raw=f"{last.raw}{'' if remark[:1] in ',:.;' else ' '}{remark}")
        self.loose_from = end

    def _keep_loose(self, end: int) -> None:
        """Add unread words as an item of their own, or as a remark on the cable before them."""
        loose = " ".join(self._loose(end).split())
        loose = loose[4:] if loose.upper().startswith("AND ") and "PREV" not in loose.upper() else loose
        words = re.findall(r"[A-Za-z]{2,}|\d{2,}", loose)
        if all(word.upper() in listed.MAY_PRECEDE for word in words):
            if not any(word.upper() in listed.REMARKS for word in words):
                pass
            elif self.items and self.items[-1].label == self.label:
                self._append_to_last(end)
            elif "PREV" in loose.upper() or "SEPTEL" in loose.upper():
                self.items.append(Item(self.label, loose))
        elif self._is_remark(loose, end):
            self._append_to_last(end)
        elif words:
            self.items.append(Item(self.label, loose))
        self.loose_from = end

    def _is_remark(self, loose: str, end: int) -> bool:
        """Whether words after a cable are a remark on it (`STATE 12 CIRCULAR`, `STATE 12, PARA 3`), not a reference."""
        if not self.items or self.loose_from != self.cable_end:
            return False
        if listed.CIRCUMSTANCE.match(loose):
            return True
        between = self.text[self.loose_from : end]
        led = between.lstrip(" \t")[:1]
        kind = kind_of(loose)[0]
        if led == "\n":
            return not self.label and kind == "other"
        return (
            led not in (",", "&") and not between.lstrip().upper().startswith("AND ") and kind not in listed.NAMED_KINDS
        )
