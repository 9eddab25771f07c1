"""Compose invented cables: when and where something is reported, and every value that the text will show."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.corpus.facts import (
    Addressee,
    Facts,
    Officer,
    Paragraph,
    Reference,
    Station,
    chief_of_post,
    pick_officer,
    stations,
    vocabulary,
)
from benchmarks.corpus.occasions import Occasion, next_serial, occasions

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
AGENCIES = (
    ("RUEKJCS", "SECDEF WASHDC"),
    ("RUEAIIA", "CIA WASHDC"),
    ("RHEHNSC", "NSC WASHDC"),
    ("RUEATRS", "DEPT OF TREASURY WASHDC"),
    ("RUCPDOC", "DEPT OF COMMERCE WASHDC"),
    ("RUEHRC", "USDA FAS WASHDC"),
    ("RUCNDT", "USMISSION USUN NEW YORK"),
    ("RUEHGV", "USMISSION GENEVA"),
)
COLLECTIVES = {
    "asia": ("RUEHZS", "ASSOCIATION OF SOUTHEAST ASIAN NATIONS COLLECTIVE"),
    "europe": ("RUEHZL", "EUROPEAN POLITICAL COLLECTIVE"),
    "americas": ("RUEHWH", "WESTERN HEMISPHERIC AFFAIRS DIPL POSTS"),
    "africa": ("RUEHZO", "AFRICAN UNION COLLECTIVE"),
    "mideast": ("RUEHEE", "ARAB LEAGUE COLLECTIVE"),
}
PRECEDENCE_WORD = {"O": "IMMEDIATE", "P": "PRIORITY", "R": ""}
LEVELS_2000S = ("UNCLASSIFIED", "UNCLASSIFIED", "CONFIDENTIAL", "CONFIDENTIAL", "CONFIDENTIAL")
LEVELS_1970S = ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL")


class Sent(NamedTuple):
    """A cable already composed, as later ones refer to it."""

    story: str
    station: Station
    year: int
    serial: int
    cable_id: str


def compose(count: int, seed: int, book: str = "stories") -> Iterator[Facts]:
    """`count` cables in order of time, on the stories of a book; the same arguments give the same cables."""
    serials: dict[tuple[str, int], int] = defaultdict(int)
    told: dict[str, list[Sent]] = defaultdict(list)
    for index, occasion in enumerate(occasions(count, seed, book)):
        rng, story = random.Random(f"{seed} {index}"), vocabulary(book)["stories"][occasion.story]
        serial = next_serial(occasion, serials, count)
        facts = _Composer(occasion, story, serial, rng).compose(told[occasion.story])
        told[occasion.story].append(Sent(occasion.story, facts.station, facts.sent.year, facts.serial, facts.cable_id))
        del told[occasion.story][:-40]
        yield facts


class _Composer:
    """Composes one cable: the slots of its sentences are filled once, so that it keeps to its story."""

    def __init__(self, occasion: Occasion, story: dict[str, Any], serial: int, rng: random.Random) -> None:
        self.rng, self.serial, self.sent = rng, serial, occasion.moment
        self.name = occasion.story
        self.story = story
        self.shared: dict[str, Any] = vocabulary("stories")["shared"]
        self.station = stations()[occasion.post]
        self.is_1970s = self.sent.year < 1980
        self.about = self._about()
        self.visitor = pick_officer(rng)
        self.contacts = [self._foreigner(rng.choice(self.shared["contacts"])) for _ in range(rng.randrange(1, 4))]
        self.minister = self._foreigner("Minister")
        self.level = rng.choice(self.story.get("levels") or (LEVELS_1970S if self.is_1970s else LEVELS_2000S))
        self.precedence = self._precedence()
        self.decks: dict[str, list[str]] = {}
        self.slots = self._slots()
        self._meet(self.contacts[0])

    def compose(self, told: list[Sent]) -> Facts:
        order, date, words = self._declassification()
        officer = None if self.is_1970s or not self._classified() else pick_officer(self.rng)
        if officer and self.rng.random() < 0.3:
            officer = chief_of_post(self.station, self.sent.year)
        handling = self._handling()
        paragraphs, summary = self._paragraphs(handling)
        return Facts(
            station=self.station,
            about=self.about,
            story=self.name,
            serial=self.serial,
            sent=self.sent,
            precedence=self.precedence,
            level=self.level,
            handling=handling,
            captions=self._captions(),
            pass_to=self._pass_to(),
            executive_order=order,
            declassify_on=date,
            declassification=words,
            tags=self._tags(),
            subject=self._subject(),
            references=self._references(told),
            officer=officer,
            reasons=self.rng.choice((["b", "d"], ["b"], ["d"], ["b", "c", "d"], ["a", "d"])) if officer else [],
            signer=chief_of_post(self.station, self.sent.year).family.upper() if self.rng.random() < 0.95 else "",
            addressees=self._addressees(),
            paragraphs=paragraphs,
            summary=summary,
            names_to_black_out=[name for contact in self.contacts for name in (contact.name, contact.family)],
            is_1970s=self.is_1970s,
            subject_portion=self._subject_portion(),
        )

    def _about(self) -> Station:
        if self.station.post != "STATE":
            return self.station
        names = [post for post in self.story["posts"] if stations()[post].open_in(self.sent.year) and post != "STATE"]
        return stations()[self.rng.choice(names)]

    def _foreigner(self, title: str) -> Officer:
        names = vocabulary("names")
        return Officer(self.rng.choice(names["abroad_given"]), self.rng.choice(names["abroad_family"]), title)

    def _classified(self) -> bool:
        return self.level in ("CONFIDENTIAL", "SECRET")

    def _slots(self) -> dict[str, Any]:
        rng, about = self.rng, self.about
        return {
            "country": about.country,
            "adjective": about.adjective,
            "gov": about.government,
            "issue": self.story["issue"],
            "ministry": rng.choice(self.shared["ministries"]),
            "minister": f"Minister {self.minister.name}",
            "minister_last": self.minister.family,
            "minister_upper": f"Minister {self.minister.family}",
            "visitor_upper": f"{rng.choice(('Assistant Secretary', 'Under Secretary'))} {self.visitor.family}",
            "poloff": rng.choice(("Poloff", "the DCM", "Econoff", "Polcouns", "Emboffs")),
            "poloff_name": pick_officer(rng).name,
            "extension": lambda: str(rng.randrange(2000, 4999)),
            "pct": lambda: str(rng.randrange(12, 68)),
            "amount": lambda: str(rng.randrange(110, 980)),
            "count": lambda: str(rng.randrange(4, 19)),
            "day": lambda: self._day(),
            "month": lambda: MONTHS[(self.sent.month + rng.randrange(3)) % 12],
            "month_upper": MONTHS[self.sent.month - 1],
            "city": lambda: rng.choice(self.shared["cities"]),
        }

    def _meet(self, contact: Officer) -> None:
        """The sentences from here on are about this contact."""
        marks = ("", " (protect)", " (strictly protect)", " (PROTECT)") if self.story.get("protect") else ("",)
        self.slots["contact"] = f"{contact.title} {contact.name}{self.rng.choice(marks)}"
        self.slots["contact_last"] = contact.family
        self.slots["contact_title"] = contact.title

    def _draw(self, name: str, sentences: list[str]) -> str:
        """One of the sentences; none comes again before all have come."""
        deck = self.decks.setdefault(name, [])
        if not deck:
            deck += self.rng.sample(sentences, len(sentences))
        return deck.pop()

    def _day(self) -> str:
        day = self.sent.date() - dt.timedelta(days=self.rng.randrange(1, 9))
        return f"{MONTHS[day.month - 1]} {day.day}"

    def _fill(self, template: str) -> str:
        def slot(match: re.Match[str]) -> str:
            value = self.slots[match.group(1)]
            return str(value() if callable(value) else value)

        return re.sub(r"\{(\w+)\}", slot, template)

    def _subject(self) -> str:
        words = self._fill(self.rng.choice(self.story["subjects"])).upper()
        return words.removeprefix("THE ")

    def _subject_portion(self) -> str:
        if self.is_1970s or not self._classified() or self.rng.random() > 0.08:
            return ""
        return self.rng.choice(("U", self.level[0]))

    def _precedence(self) -> tuple[str, ...]:
        action = self.rng.choices(("O", "P", "R"), (3, 4, 5) if self._classified() else (1, 3, 6))[0]
        if action in "OP" and self.rng.random() < 0.06:
            return (action, "R")
        return (action,)

    def _handling(self) -> list[str]:
        chance = self.rng.random()
        if self.is_1970s:
            return ["NOFORN"] if self._classified() and chance < 0.04 else []
        if self.level == "UNCLASSIFIED":
            return ["SENSITIVE"] if chance < 0.6 else []
        return ["NOFORN"] if chance < (0.35 if self.level == "SECRET" else 0.1) else []

    def _captions(self) -> list[str]:
        chance = self.rng.random()
        if not self.is_1970s:
            return ["SIPDIS", "EXDIS"] if chance < 0.02 else ["SIPDIS"] if chance < 0.95 else []
        if not self._classified():
            return ["STADIS"] if self.station.post == "STATE" and chance < 0.1 else []
        return ["EXDIS"] if chance < 0.12 else ["LIMDIS"] if chance < 0.2 else ["NODIS"] if chance < 0.22 else []

    def _pass_to(self) -> str:
        if self.rng.random() < 0.45:
            return ""
        lines = (
            "DEPT FOR {a} AND {b}",
            "DEPARTMENT PLEASE PASS TO {b}",
            "STATE FOR {a}; NSC FOR {b}",
            "{a} FOR DESK OFFICER",
            "FOR {a} FROM THE CHARGE",
        )
        offices = ("EAP/J", "EUR/WE", "EB/TPP", "AF/E", "NEA/ARP", "WHA/BSC", "SCA/INS", "INR/B", "OES/EGC")
        a, b = self.rng.sample(offices, 2)
        return self.rng.choice(lines).format(a=a, b=b)

    def _declassification(self) -> tuple[str, dt.date | None, str]:
        """Order in force, date where one is stated, instruction as printed."""
        day, rng = self.sent.date(), self.rng
        if self.is_1970s:
            return self._declassification_1970s()
        order = "13526" if day >= dt.date(2010, 6, 27) else "12958"
        if not self._classified():
            return order, None, "N/A"
        if rng.random() < 0.03:
            return order, None, rng.choice(("OADR", "MR", "CLOSURE OF THE MISSION"))
        years = rng.choices((10, 20, 25), (16, 1, 2))[0]
        until = _years_later(day, years) - dt.timedelta(days=rng.choice((0, 0, 0, 1, 2)))
        forms = ("{:%m/%d/%Y}", "{:%m/%d/%Y}", "{0.month}/{0.day}/{0:%Y}", "{:%Y/%m/%d}", "{:%m/%d/%y}")
        form = rng.choices(forms, (60, 20, 12, 6, 2))[0]
        return order, until, form.format(until)

    def _declassification_1970s(self) -> tuple[str, dt.date | None, str]:
        day, rng = self.sent.date(), self.rng
        if day < dt.date(1978, 12, 1):
            return "11652", None, rng.choice(("GDS", "GDS", "XGDS-1", "XGDS-2")) if self._classified() else "N/A"
        if not self._classified():
            return "12065", None, "N/A"
        until = _years_later(day, 6)
        officer = pick_officer(rng)
        return "12065", until, f"GDS {until.month}/{until.day}/{until:%y} ({officer.family}, {officer.given})".upper()

    def _tags(self) -> list[str]:
        tags = list(self.story["tags"])
        kept = tags[:1] + [tag for tag in tags[1:] if self.rng.random() < 0.75]
        if self.story.get("visitor") and self.rng.random() < 0.7:
            kept.insert(1, f"{self.visitor.family}, {self.visitor.given}".upper())
        geographic = [self.about.tag_1970s if self.is_1970s else self.about.tag]
        others = [s for s in stations().values() if s.open_in(self.sent.year) and s.tag_1970s]
        for other in self.rng.sample(others, self.rng.choice((0, 0, 1, 2))):
            geographic.append(other.tag_1970s if self.is_1970s else other.tag)
        return kept + list(dict.fromkeys(geographic))

    def _references(self, told: list[Sent]) -> list[Reference]:
        earlier = self.rng.sample(told[-12:], min(len(told[-12:]), self.rng.choice((0, 0, 1, 1, 2, 3))))
        found = [self._reference(sent) for sent in sorted(earlier, key=lambda s: (-s.year, s.cable_id))]
        if self.rng.random() < 0.15:
            found.append(self._missing_reference())
        if not self.is_1970s and self.rng.random() < 0.08:
            found.append(self._other_reference())
        if len(found) < 2:
            return found
        if len(found) == 2 and all(r.kind == "cable" and "(" not in r.raw for r in found):
            first, second = (r.raw.rpartition(" ") for r in found)
            if first[0] == second[0]:  # the station is left out the second time
                return [found[0], found[1]._replace(raw=second[2])]
        return [r._replace(label="ABCDEFGH"[i]) for i, r in enumerate(found)]

    def _reference(self, sent: Sent) -> Reference:
        year = f"{sent.year % 100:02} " if sent.year != self.sent.year or self.rng.random() < 0.25 else ""
        if year and self.rng.random() < 0.15:
            year = f"{sent.year} "
        tail = " (NOTAL)" if self.rng.random() < 0.05 else ""
        if self.is_1970s and sent.station.post == "STATE" and self.rng.random() < 0.15:
            tail = f" TOSEC {self.rng.randrange(10_000, 150_000)}"
        return Reference("", f"{year}{sent.station.printed} {sent.serial}{tail}", "cable", sent.cable_id)

    def _missing_reference(self) -> Reference:
        serial = self.rng.randrange(1, max(2, self.serial if self.station.post != "STATE" else 900))
        target = f"{self.sent.year % 100:02}{self.about.post}{serial}"
        return Reference("", f"{self.about.printed} {serial}", "cable", target)

    def _other_reference(self) -> Reference:
        one, two = pick_officer(self.rng).family.upper(), pick_officer(self.rng).family.upper()
        day = f"{self.sent.month}/{self.sent.day}/{self.sent:%y}"
        kind, raw = self.rng.choice(
            (
                ("email", f"{one}-{two} E-MAIL OF {day}"),
                ("telcon", f"{one}-{two} TELCON OF {day}"),
                ("iir", f"IIR 6 {self.rng.randrange(100, 999)} {self.rng.randrange(1000, 9999)} {self.sent:%y}"),
            )
        )
        return Reference("", raw, kind, "")

    def _addressees(self) -> list[Addressee]:
        action = self.precedence[0]
        if self.station.post == "STATE":
            posts = [
                s for p in self.story["posts"] if (s := stations()[p]).post != "STATE" and s.open_in(self.sent.year)
            ]
            to = posts[: self.rng.randrange(1, 4)]
            return [self._addressed("action", s.routing_indicator, s.address, action) for s in to]
        found = [self._addressed("action", "RUEHC", "SECSTATE WASHDC", action)]
        near = [s for s in stations().values() if s.region == self.station.region and s.open_in(self.sent.year)]
        for s in self.rng.sample(near, min(len(near), self.rng.randrange(0, 6))):
            if s.post != self.station.post:
                found.append(self._addressed("info", s.routing_indicator, s.address, self.rng.choice(("O", "P", "R"))))
        for indicator, name in self.rng.sample(AGENCIES, self.rng.randrange(0, 3)):
            found.append(self._addressed("info", indicator, name, "R"))
        if not self.is_1970s and self.rng.random() < 0.15:
            indicator, name = COLLECTIVES[self.station.region]
            found.append(Addressee("info", name, indicator, "", ""))
            if near and self.rng.random() < 0.3:
                found.append(Addressee("exempt", self.rng.choice(near).address, "", "", ""))
        return found

    def _addressed(self, role: str, indicator: str, name: str, precedence: str) -> Addressee:
        serial = f"{self.rng.randrange(1, 9999):04}" if self.rng.random() < 0.7 else ""
        if self.is_1970s:
            indicator = ""
        return Addressee(role, name, indicator, PRECEDENCE_WORD[precedence], serial)

    def _paragraphs(self, handling: list[str]) -> tuple[list[Paragraph], str]:
        rng = self.rng
        texts: list[tuple[tuple[str, ...], str]] = []
        summary = ""
        if rng.random() < 0.75:
            summary = self._prose(rng.randrange(2, 4))
            begin, end = rng.choice(
                (("Summary: ", " End Summary."), ("SUMMARY: ", " END SUMMARY."), ("Summary. ", " End summary."))
            )
            texts.append(((f"{begin}{summary}{end}",), ""))
        for _ in range(rng.choice((2, 3, 3, 4, 5, 6, 9))):
            lines: tuple[str, ...] = (self._prose(rng.randrange(2, 6)),)
            if rng.random() < 0.12:
                lines = (lines[0] + " He made four points:", *(self._fill(b) for b in self.shared["bullets"]))
            headed = rng.random() < 0.25 and not (self.is_1970s and not texts)
            texts.append((lines, rng.choice(self.shared["headings"]) if headed else ""))
        if rng.random() < 0.15:
            texts.append(((self._fill(rng.choice(self.shared["action"])),), ""))
        if rng.random() < 0.75:
            texts.append(((self._fill(rng.choice(self.shared["comment"])),), ""))
        portions = self._portions(len(texts), handling)
        if self.is_1970s:
            texts = [(tuple(line.upper() for line in lines), heading.upper()) for lines, heading in texts]
            summary = summary.upper()
        return [
            Paragraph(number, portion, lines, heading)
            for number, ((lines, heading), portion) in enumerate(zip(texts, portions, strict=True), 1)
        ], summary

    def _prose(self, sentences: int) -> str:
        facts, shared = self.story["facts"], self.shared
        self._meet(self.rng.choice(self.contacts))
        opening = self._draw("opening", shared["opening"]).replace("{fact}", self._draw("facts", facts))
        rest = [self._draw("middle", shared["middle"]) for _ in range(sentences - 1)]
        if self.rng.random() < 0.5:
            link = self._draw("links", shared["links"])
            rest.insert(self.rng.randrange(len(rest) + 1), link.replace("{fact}", self._draw("facts", facts)))
        return " ".join(self._fill(sentence) for sentence in (opening, *rest))

    def _portions(self, count: int, handling: list[str]) -> list[str]:
        rng = self.rng
        if self.is_1970s and (self.sent.year < 1978 or rng.random() < 0.5):
            return [""] * count
        if self.is_1970s:
            letter = {"UNCLASSIFIED": "U", "LIMITED OFFICIAL USE": "LOU"}.get(self.level, self.level[0])
            return [letter if rng.random() < 0.9 else "U" for _ in range(count)]
        if self.level == "UNCLASSIFIED":
            if not handling:
                return [rng.choice(("", "U"))] * count
            plain, odd = (6, 1) if rng.random() < 0.2 else (1, 0)
            return rng.choices(("SBU", "U", "U//FOUO", "SBU/NF"), (3 * plain, plain, odd, odd), k=count)
        top = self.level[0] + (rng.choice(("/NF", "//NF")) if handling else "")
        shared = f"{self.level[0]}/REL NATO" if rng.random() < 0.05 else top
        return [top] + rng.choices((top, self.level[0], "SBU", "U", shared), (6, 3, 1, 2, 1), k=count - 1)


def _years_later(day: dt.date, years: int) -> dt.date:
    return dt.date(day.year + years, day.month, min(day.day, 28))
