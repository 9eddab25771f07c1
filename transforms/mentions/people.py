"""The people that the text names: a title or rank and a name, a name and a title, a surname in capitals.

A span covers the name without its title. In a text in capitals nothing shows where a name ends, so a name has at most
three words and ends before a common word.
"""

# ruff: noqa: SIM905  words are listed as text

from __future__ import annotations

import re
from functools import cache
from itertools import dropwhile

from transforms.cable import PersonMention
from transforms.fields import redactions
from transforms.mentions import lexicon
from transforms.mentions.names import is_common, is_no_name, length
from transforms.mentions.person_rules import EXCEPTIONS, RULES
from transforms.mentions.scan import Passage

_TITLE, _PLACE_TOO, _SECOND, _AFTERWARDS, _CAPITALS, _SURNAME_FIRST, _PROTECTED = (rule.name for rule in RULES)

_WORD = r"[A-ZÀ-Þ][^\W\d_]*(?:['’`-][^\W\d_]+)*"
_PARTICLE = (
    r"(?:(?:al|el|ul|as|ad|an|d|bin|ben|ibn|bint|abu|van|von|der|den|de|da|di|do|dos|du|del|della|la|le|ten|ter)[ '’-])"
)
# what may come between a title and a name
_TO_NAME = r"(?:-[Ee]lect|-ELECT|[ \n][Dd]['’]?[Aa]ffaires|[ \n]D['’]?AFFAIRES)?\.?(?:[ \t]{1,3}\n?|\n)[ \t]{0,3}"
_NAME = re.compile(
    rf"{_TO_NAME}(?P<name>(?:[A-Z]\.[ ]?){{0,3}}{_PARTICLE}{{0,3}}{_WORD}"
    rf"(?:[ \t\n]{{1,3}}(?:[A-Z]\.(?:[A-Z]\.)?|{_PARTICLE}{{0,3}}{_WORD})){{0,4}})"
)
_SECOND_NAME = re.compile(
    rf"[ \t\n]{{1,3}}(?:and|AND)(?P<gap>[ \t\n]{{1,3}})(?P<name>{_WORD}(?:[ \t\n]{{1,3}}{_WORD}){{0,2}})"
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’`-][^\W\d_]+)*")
_PRINTED_WORD = re.compile(r"\S+")
_BETWEEN_OFFICE = re.compile(r"[ \t\n,&/-]{1,6}")
_LINKS = frozenset(("OF", "FOR", "TO", "THE", "AND", "ON"))
_OFFICE_SIGNS = frozenset(
    (" of ", " for", " to ", "\nof ", " OF ", " FOR", " TO ", "\nOF ", "\nfor", " of\n", " OF\n", " for\n")
)
_LONGEST_MARKING = 80
# characters between two words of a title: Lt. Gen.
_IN_TITLES = (".", "-", "/", " ", "\n")
_ARTICLES = frozenset(["THE", "A", "AN", "HIS", "HER", "ITS", "THEIR", "NOW", "THEN", "WHO", "IS"])
_BEFORE_NO_PERSON = frozenset(word for rule in EXCEPTIONS for word in rule.before.split("|"))
# titles after which two names may follow
_PLURALS = ("AMBASSADORS", "MINISTERS", "PRESIDENTS", "SENATORS", "MESSRS", "SECRETARIES", "GENERALS")
_NEVER_FIRST = frozenset(b"cfghjkmnopqrswxyz")
# titles after which even a common word is a name
_ONLY_PEOPLE = frozenset(("MR", "MRS", "MS", "MISS", "DR"))
# titles after which a country or capital is a surname; after those of office, only if it is a given name too
_OF_PEOPLE = _ONLY_PEOPLE | frozenset(
    """SENATOR SENATORS SEN CONGRESSMAN CONGRESSWOMAN GOVERNOR JUDGE JUSTICE PROFESSOR PROF DOCTOR MESSRS MME MADAME SIR
    LORD LADY COLONEL COL CAPTAIN CAPT LIEUTENANT LT SERGEANT SGT REVEREND REV FATHER COMRADE SENOR""".split()
)
_OF_OFFICE = frozenset("PRESIDENT MINISTER PREMIER AMBASSADOR AMB GENERAL GEN ADMIRAL MAYOR KING PRINCE".split())
_SAYS = re.compile(
    r"[ \n]{1,2}(?:SAID|TOLD|ASKED|ADDED|NOTED|STATED|REPLIED|EXPLAINED|STRESSED|ARGUED|INSISTED|THANKED|OPENED"
    r"|RECEIVED|DESCRIBED|RECALLED|SPOKE|LEFT|ARRIVED)\b"
)
_NAME_BEFORE = re.compile(
    rf"(?<![\w.'’-])(?P<name>{_WORD}(?:[ \t\n]{{1,3}}(?:[A-Z]\.|{_PARTICLE}{{0,3}}{_WORD})){{1,4}})$"
)
_GIVEN_BEFORE = re.compile(r"(?<![\w.'’-])(?:[A-ZÀ-Þ][a-zà-ÿ'’-]+[ \n]{1,2}){1,3}(?:[A-Z]\.[ ]?){0,2}$")
_INSIDE = re.compile(
    r"[(\[](?:source[ \t\n:,-]{1,4})?(?P<name>[^()\[\]]{3,50}?)[ \t\n]{0,3}[-,–][ \t\n]{0,3}"
    r"(?:please |strictly )?protect(?:ed)?[ \t\n]{0,3}[)\]]",
    re.IGNORECASE,
)


def find(passage: Passage) -> list[PersonMention]:
    """The people named in a passage, in order, without overlaps."""
    text, folded, origin, end = passage.text, passage.folded, passage.origin, passage.end
    found: list[PersonMention] = []
    between = _between_name_and_title()
    taken = 0
    for _, start, stop in passage.titles:
        at, after = start + origin, stop - 1 + origin
        if at < taken or folded[start - 1] != 32:
            continue
        # neither a name nor a particle before it begins with any of these letters
        named = None if folded[stop] in _NEVER_FIRST else _NAME.match(text, after, end)
        if named and (ends := _after_title(passage, found, named, at, after)):
            taken = ends
        elif text[after : after + 4] in _OFFICE_SIGNS and (office := _after_office(passage, after)):
            taken = _add(passage, found, office[1], office[2], at, office[0], _TITLE)
        else:
            comma = text.rfind(",", max(passage.start, at - 36), at)
            if comma >= 0 and all(word.upper() in between for word in text[comma + 1 : at].split()):
                _before_title(passage, found, at, after)
    if not passage.in_capitals:
        for at in passage.words_in_capitals():
            _by_capitals(passage, found, at)
    for _, start, _ in passage.markings:
        _protected(passage, found, start + origin)
    return _in_order(found) if len(found) > 1 else found


def _after_title(passage: Passage, found: list[PersonMention], named: re.Match[str], at: int, after: int) -> int:
    """Add the name after a title, if there is one; return its end, or 0."""
    title, start = passage.text[at:after].upper(), named.start("name")
    if size := length(passage, named, title in _ONLY_PEOPLE):
        return _add(passage, found, start, size, at, start, _TITLE)
    if size := _place_as_surname(passage, named["name"], title, at):
        return _add(passage, found, start, size, at, start, _PLACE_TOO)
    return 0


def _place_as_surname(passage: Passage, printed: str, title: str, at: int) -> int:
    """Length of the country or capital that follows a title and is a surname there; 0 if there is none."""
    first = _TOKEN.match(printed)
    size = len(first.group().removesuffix("'s").removesuffix("’s").removesuffix("'S")) if first else 0
    name = printed[:size].upper()
    if name not in lexicon.countries_and_capitals() or name in lexicon.NO_NAMES:
        return 0
    if title in _OF_PEOPLE:
        return size
    if title not in _OF_OFFICE or name not in lexicon.PEOPLE_TOO:
        return 0
    # capitals leave out the article, so that only what a person does shows that the title is not complete
    if passage.in_capitals and not _SAYS.match(printed, size):
        return 0
    # in "told the Minister Jordan would agree" the article shows that the title is complete
    before = passage.text[passage.start : _title_start(passage, at)].rsplit(None, 1)[-1:]
    return 0 if before and before[0].upper() in _ARTICLES else size


def _in_order(found: list[PersonMention]) -> list[PersonMention]:
    """Mentions in order; of two that overlap, only the one that begins first, or the longer if both begin together."""
    found.sort(key=lambda person: (person.start, -person.end))
    kept: list[PersonMention] = []
    end = -1
    for person in found:
        if person.start >= end:
            kept.append(person)
            end = person.end
    return kept


def _add(
    passage: Passage, found: list[PersonMention], start: int, size: int, title_at: int, title_end: int, rule: str
) -> int:
    """Add a name and the title before it, and a second name after a title in the plural; return where they end."""
    text, end = passage.text, start + size
    title = _on_one_line(text[_title_start(passage, title_at) : title_end])
    found.append(PersonMention(_on_one_line(text[start:end]), title, rule, start, end))
    if title[-1] in "sS" and title.upper().endswith(_PLURALS):
        second = _SECOND_NAME.match(text, end, passage.end)
        if second and (more := length(passage, second, only_people=True)):
            start, end = second.start("name"), second.start("name") + more
            found.append(PersonMention(_on_one_line(text[start:end]), title, _SECOND, start, end))
    return end


def _title_start(passage: Passage, at: int) -> int:
    """Where a title begins, including the qualifiers and titles directly before it."""
    folded, text, origin, known = passage.folded, passage.text, passage.origin, _qualifiers_as_folded()
    blank = at - origin - 1
    while blank > 0:
        before = folded.rfind(b" ", 0, blank)
        word = folded[before + 1 : blank]
        if word in known:
            at = before + 1 + origin
        elif word or text[before + origin : before + origin + 1] not in _IN_TITLES:
            break
        blank = before
    return at


@cache
def _qualifiers_as_folded() -> frozenset[bytes]:
    spelt = (form for word in lexicon.before_titles() for form in (word, word.capitalize(), word.lower()))
    return frozenset(word.encode("latin-1") for word in spelt)


def _after_office(passage: Passage, after: int) -> tuple[int, int, int] | None:
    """The end of the office after a title, and start and length of the name after it: of Foreign Affairs | Petrov."""
    text, end, qualifiers = passage.text, passage.end, lexicon.qualifiers()
    at = stop = after
    abroad = False
    for _ in range(9):
        gap = _BETWEEN_OFFICE.match(text, at, end)
        word = _TOKEN.match(text, gap.end(), end) if gap else None
        if not gap or not word:
            return None
        plain = word.group().upper()
        if plain in _LINKS or plain in qualifiers or plain.partition("-")[0] in qualifiers:
            abroad = plain == "TO" or (abroad and plain == "THE")
        elif not (abroad and plain in lexicon.place_words()):
            if stop == after or ("," in gap.group() and not abroad):
                return None
            named = _NAME.match(text, at, end) or (_NAME.match(text, at + 1, end) if abroad else None)
            size = length(passage, named, only_people=False) if named else 0
            if not named or not size or is_common(named["name"][:size].upper()):
                return None
            return stop, named.start("name"), size
        at = word.end()
        stop = stop if plain in _LINKS else at
    return None


def _before_title(passage: Passage, found: list[PersonMention], title_at: int, after: int) -> None:
    """Look for a name that a comma separates from the title after it."""
    text = passage.text
    comma = text.rfind(",", 0, title_at)
    low = max(passage.start, comma - 60)
    before = text[low:comma]
    last = before.rsplit(None, 1)[-1:]
    named = _NAME_BEFORE.search(before) if last and last[0][0].isupper() else None
    if not named:
        return
    title = " ".join(word for word in text[comma + 1 : after].split() if word.upper() not in _ARTICLES)
    end = low + named.end("name")
    start = _name_start(text, low + named.start("name"), end, words=2)
    if start is not None:
        found.append(PersonMention(_on_one_line(text[start:end]), title, _AFTERWARDS, start, end))


def _name_start(text: str, start: int, end: int, words: int) -> int | None:
    """Where a name of at least so many words begins that ends at `end`, after words that no name has; None if none."""
    named = list(dropwhile(lambda word: is_no_name(word.group()), _PRINTED_WORD.finditer(text, start, end)))
    if len(named) < words or any(is_no_name(word.group()) for word in named):
        return None
    return named[0].start()


@cache
def _between_name_and_title() -> frozenset[str]:
    return _ARTICLES | lexicon.before_titles()


def _by_capitals(passage: Passage, found: list[PersonMention], start: int) -> None:
    """Look for a given name before a word in capitals, or after it and a comma."""
    text = passage.text
    word = _TOKEN.match(text, start, passage.end)
    if not word or not word.group().isupper() or is_no_name(word.group()):
        return
    end = word.end()
    if text[end : end + 2] == ", ":
        given = _TOKEN.match(text, end + 2, passage.end)
        if given and given.group().istitle() and given.group().upper() in lexicon.given_names():
            found.append(PersonMention(_on_one_line(text[start : given.end()]), "", _SURNAME_FIRST, start, given.end()))
            return
    before = text[max(passage.start, start - 50) : start]
    named = _GIVEN_BEFORE.search(before)
    if not named:
        return
    if named.group().split()[-1].upper() in _BEFORE_NO_PERSON:
        return
    begins = _name_start(text, start - len(before) + named.start(), start, words=1)
    if begins is not None:
        found.append(PersonMention(_on_one_line(text[begins:end]), "", _CAPITALS, begins, end))


def _protected(passage: Passage, found: list[PersonMention], at: int) -> None:
    """Look for the name beside a protect marking in brackets."""
    text = passage.text
    low, high = max(passage.start, at - _LONGEST_MARKING), min(passage.end, at + _LONGEST_MARKING)
    bracket = max(text.rfind("(", low, at), text.rfind("[", low, at))
    if bracket < 0:
        return
    if redactions.PROTECT.match(text, bracket, high):
        _protected_before(passage, found, bracket)
    elif (mark := _INSIDE.match(text, bracket, high)) and not any(map(is_no_name, mark["name"].split())):
        _add_protected(text, found, *mark.span("name"))


def _protected_before(passage: Passage, found: list[PersonMention], mark: int) -> None:
    text = passage.text
    low = max(passage.start, mark - 70)
    begins = end = low + len(text[low:mark].rstrip())
    for words, word in enumerate(reversed(list(_TOKEN.finditer(text, low, end)))):
        gap = text[word.end() : begins]
        if words > 3 or len(gap) > 4 or gap.strip(" \t\n."):
            break
        printed = word.group()
        small = printed[0].islower() and printed.upper() not in lexicon.PARTICLES
        if small or (len(printed) > 1 and is_no_name(printed)):
            break
        begins = word.start()
    if begins < end:
        _add_protected(text, found, begins, end)


def _add_protected(text: str, found: list[PersonMention], start: int, end: int) -> None:
    found.append(PersonMention(_on_one_line(text[start:end]), "", _PROTECTED, start, end))


def _on_one_line(printed: str) -> str:
    return " ".join(printed.split())
