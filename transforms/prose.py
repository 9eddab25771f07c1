"""Running text of a telegram: join wrapped lines, heal page cuts, and distinguish headings and end markers from text.

A text is cut into blocks at blank lines, rows of dashes and bullets; each block becomes one line. Observed in the 1,295
pages of the December 2010 release and in scanned and machine-read telegrams.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

# lines that the machine printed at the head of a page or section, left in the text when the parts were joined
_PAGE_LINE = r"""
    (?i: (?:SIPDIS|NOFORN|EXDIS|NODIS|LIMDIS|STADIS) (?: [ \t]+ SIPDIS )?
       | (?: CONFIDENTIAL | SECRET | UNCLAS(?:SIFIED)? ) (?: [ ]?//?[ ]?[A-Z]{2,14} ){0,2}
       | SBU | LIMITED[ ]OFFICIAL[ ]USE
       | PAGE[ ]\d{1,3} (?: [ ]{1,12} [A-Z0-9 ]{4,80} )?
       | (?= [A-Z .'-]{3,29}+ \d{4} )  # on most lines no number follows the words, so they can be skipped
         [A-Z][A-Z .'-]{1,24} [ ]{1,4} \d{4,8} [ ]{1,4} \d{2,3} (?: \.\d )? [ ] OF [ ] \d{2,3} (?: [ ]{1,4} \d{6}Z )?
    )
"""
_ROW = r"[-=_*~](?:[ \t]?[-=_*~]){2,}"
_BREAK_FORM = r"""
    ( \n (?: %s (?: (?: [ \t]* (?: %s [ \t]* )? (?: \n | \Z ) )+ [ \t]*   # blank lines, rows of dashes, page lines
                 | [ \t]* (?= -- | [-*•][ \t] ) )                         # bullets
          | (?: (?<=[.:;,]\n) | (?<=[.:;,][ ]\n) ) [ \t]*
            (?= \(?[A-Za-z0-9]{1,2}[.)][ \t] )                           # lettered items
          )
    )
"""
# most lines begin with a word and can be skipped if there are no page lines
_NO_WORD = r"(?= [\s=_*~•-] | \Z )"
_BREAK = re.compile(_BREAK_FORM % (_NO_WORD, _ROW), re.VERBOSE)
_PAGED_BREAK = re.compile(_BREAK_FORM % ("", f"(?:{_ROW}|{_PAGE_LINE})"), re.VERBOSE)
# most paragraphs have no page line, and to search for a sign of one is cheaper than to try every line
_PAGE_SIGN = re.compile(
    r"\n[ \t]*+(?=[SsNELCUP])"
    r"(?:SIPDIS|[Ss]ipdis|NOFORN|EXDIS|NODIS|LIMDIS|STADIS|SBU\b|CONFIDENTIAL|SECRET|UNCLAS|LIMITED OFFICIAL|PAGE \d)"
)
# a page line inside a sentence in small letters
_PAGE_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][A-Z.'-]{1,24}(?: [A-Z.'-]{2,16}){0,2} \d{8} \d{3}(?:\.\d)? OF \d{3} ")
_HYPHEN = re.compile(r"-(?<=\w-)[ ]?\n[ \t]{0,20}(?=\w)")
_CAPTIONS = re.compile(r"(?:(?:SIPDIS|NOFORN|EXDIS|NODIS|LIMDIS|STADIS|SENSITIVE)\s*)+", re.IGNORECASE)

SENTENCE_END = (".", "!", "?", ":", ";", '"', "”", ")", "'", "’", "]", "*")
_NO_HEADING_END = tuple(mark for mark in SENTENCE_END if mark != "?")
# a full stop before a closing quotation mark or bracket ends a sentence too
_NO_HEADING_MARKS = (".", ",", ";", '."', ".”", ".'", ".’", ".)")
_BULLET = ("-", "*", "•")
_RULE_ENDS = " \t-=_*~/#"
# abbreviations have fewer letters before their full stop
_SENTENCE_INSIDE = re.compile(r"[A-Za-z]{5}[.!?][\"”)]?\s")
_HEADING_LENGTH, _MOST_DIGITS = 100, 8
# a heading is wrapped near the end of the line, not after a few words
_WRAPPED = 45

_END_MARKER = re.compile(
    r"\s+(?:\.{3,}|N{3,}\w{0,10}|BT|#\s?\d{1,6}|<<\s?END OF DOCUMENT\s?>>|END\s+(?:OF\s+)?(?:CABLE(?:\s+TEXT)?|MESSAGE)"
    r"|\d{4}[A-Z]{3,20}\d{3,6}\s-\s[A-Z ]{4,30}|[-=_*]{3,}|(?:UN)?CLASSIFIED|(?:UNCLAS|CONFIDENTIAL|SECRET))\s*\Z",
    re.IGNORECASE,
)
# a heading run into the last line of the paragraph above it, as in pages with one line per paragraph
_RUN_IN_HEADING = re.compile(
    r"""
    (?: (?<= [A-Za-z0-9]{2}[.!?”"] ) | (?<= [.!?][”")] ) ) \s+
    (?! (?: END|End|BEGIN|Begin|COMMENT|Comment|NOTE|Note|SUMMARY|Summary ) [ ] )
    (?P<heading> [A-Z][\w'’/-]{1,30}
        (?: [ ] (?: of|the|and|in|to|a|for|on|with|by|vs|- | [A-Z(][\w'’/,)-]{0,30} ) ){0,9} [?]?
    ) \s* \Z
    """,
    re.VERBOSE,
)
_TAIL = 120


_LEADING_ROWS = re.compile(rf"(?:[ \t]*(?:{_ROW}[ \t]*)?\n)*")


_ODD_ASCII_BLANKS = tuple("\t\v\f\r\x1c\x1d\x1e\x1f")
_ODD_BLANKS = (*_ODD_ASCII_BLANKS, *"\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000", *map(chr, range(0x2000, 0x200B)))


@dataclass(slots=True)  # created for every paragraph, and twice as fast as a tuple
class Line:
    """One line of running text, and where it was printed: offsets in the input, end exclusive."""

    text: str
    start: int
    end: int


@dataclass(slots=True)  # created for every paragraph, and twice as fast as a tuple
class Unwrapped:
    """Lines of one paragraph, one per block; the heading that follows it; the length of the lines in the input.

    `cuts` counts the page cuts that were healed.
    """

    lines: tuple[Line, ...]
    following_heading: str
    length: int
    cuts: int

    @property
    def text(self) -> str:
        """The lines, joined by line ends."""
        return self.lines[0].text if len(self.lines) == 1 else "\n".join(line.text for line in self.lines)


class Signs(NamedTuple):
    """Whether a text may have blanks other than spaces and line ends, and page lines."""

    odd_blanks: bool = True
    page_lines: bool = True


_ANY = Signs()


def signs_in(text: str) -> Signs:
    """The signs in a text, which hold for all its parts."""
    odd_blanks = any(blank in text for blank in (_ODD_ASCII_BLANKS if text.isascii() else _ODD_BLANKS))
    return Signs(odd_blanks, _may_have_page_lines(text))


def _may_have_page_lines(text: str) -> bool:
    return " OF 0" in text or " of 0" in text or _PAGE_SIGN.search(text) is not None


def unwrap(printed: str, with_headings: bool = True, signs: Signs = _ANY) -> Unwrapped:
    """Make running text of the printed lines between two paragraph numbers.

    `with_headings`: another paragraph follows, so that a heading at the end belongs to it. `signs`: those of the whole
    text.
    """
    printed = printed.rstrip()
    odd_blanks = signs.odd_blanks
    parts = (_PAGED_BREAK if signs.page_lines and _may_have_page_lines(printed) else _BREAK).split(printed)
    if len(parts) == 1 and (not with_headings or _glued_heading(printed) == len(printed)):  # most paragraphs
        return Unwrapped((Line(_fold(printed, odd_blanks), 0, len(printed)),), "", len(printed), 0)
    blocks, separators = parts[::2], parts[1::2]
    count = _without_headings(blocks, separators) if with_headings else len(blocks)
    headings = [_plain_heading(block, odd_blanks) for block in blocks[count:]]
    last = blocks[count - 1]
    heading_at = _glued_heading(last) if with_headings else len(last)
    if heading_at < len(last):
        headings.insert(0, _plain_heading(last[heading_at:], odd_blanks))
        blocks[count - 1] = last[:heading_at].rstrip()
    following = " ".join(filter(None, headings))
    if count == 1:
        line = Line(_fold(blocks[0], odd_blanks), 0, len(blocks[0]))
        return Unwrapped((line,), following, line.end, 0)
    printed_lines, at = [], 0
    for block, separator in zip(blocks[:count], ["", *separators], strict=False):
        at += len(separator)
        printed_lines.append(Line(_fold(block, odd_blanks), at, at + len(block)))
        at += len(block)
    lines, cuts = _join(printed_lines, separators)
    return Unwrapped(lines, following, at, cuts)


def after_leading_rows(text: str, start: int, end: int) -> int:
    """Offset of the first line that is neither blank nor a row of dashes."""
    match = _LEADING_ROWS.match(text, start, end)
    return match.end() if match else start


def without_ending(text: str, start: int, end: int) -> int:
    """Offset at which the last paragraph of `text[start:end]` ends, before any end markers."""
    end = _rstrip(text, start, end)
    for _ in range(8):
        match = _END_MARKER.search(text, max(start, end - _TAIL), end)
        if not match:
            break
        end = match.start()
    return end


def is_caption(block: str) -> bool:
    """Whether a block consists only of distribution captions."""
    return _CAPTIONS.fullmatch(block) is not None


def is_bullet(block: str) -> bool:
    """Whether a block is an item of a list."""
    return block.startswith(_BULLET)


def is_heading(block: str) -> bool:
    """Whether a block of one line reads like a heading: short, with a capital first, not a sentence."""
    block = block.strip(_RULE_ENDS)
    if not block or len(block) > _HEADING_LENGTH or block.endswith(_NO_HEADING_MARKS) or "XXXX" in block:
        return False
    if sum(map(str.isdigit, block)) > _MOST_DIGITS:  # a row of a table
        return False
    if _SENTENCE_INSIDE.search(block):
        return False
    return block[0].isupper() or block[0].isdigit() or block[0] in "\"'“("


def _fold(block: str, odd_blanks: bool) -> str:
    """A block with its lines joined, without a blank after a hyphen.

    The pilcrows that the public release printed before years and letters at the beginning of lines are removed.
    """
    if "¶" in block:
        block = block.replace("¶", "")
    if "-\n" in block or "- \n" in block:
        block = _HYPHEN.sub("-", block)
    folded = _on_one_line(block, odd_blanks)
    return _PAGE_INSIDE.sub("", folded) if " OF 0" in folded else folded


def _on_one_line(block: str, odd_blanks: bool) -> str:
    """Words with one space between them; without odd blanks, there is no need to create a string per word."""
    if odd_blanks:
        return " ".join(block.split())
    block = block.replace("\n", " ")
    while "  " in block:
        block = block.replace("  ", " ")
    return block.strip(" ")


def _plain_heading(block: str, odd_blanks: bool) -> str:
    return _fold(block, odd_blanks).strip(_RULE_ENDS)


def _without_headings(blocks: list[str], separators: list[str]) -> int:
    """The number of blocks without trailing headings; at least one."""
    count = len(blocks)
    while count > 1 and not blocks[count - 1].strip(_RULE_ENDS + "\n"):
        count -= 1
    bottom = count
    while bottom > 1 and count - bottom < 3:
        block = blocks[bottom - 1].rstrip(_RULE_ENDS + "\n")
        if block.endswith(_NO_HEADING_MARKS):
            break
        if _is_list(block) and _is_underlined(separators, bottom - 1):
            break
        block = " ".join(block.split())
        if block.startswith(("--", "- ", "* ", "•")) or not is_heading(block):
            break
        bottom -= 1
    if bottom == count:
        return count
    ruled = _has_row(separators[bottom - 1])
    previous = blocks[bottom - 1].rstrip()
    ended = previous.endswith(SENTENCE_END) and not previous.endswith(":")  # after a colon comes a list
    if ruled or not previous or ended or previous.lstrip().startswith(_BULLET):
        return bottom
    return count


def _is_list(block: str) -> bool:
    """Whether a block is a list of names, such as the participants of a meeting, not a heading over several lines."""
    first, *more = block.strip().split("\n")
    return bool(more) and len(first.rstrip()) < _WRAPPED


def _is_underlined(separators: list[str], index: int) -> bool:
    """Whether there is a row above a block and none below it, so that the row underlines the block above."""
    below = separators[index] if index < len(separators) else ""
    return _has_row(separators[index - 1]) and not _has_row(below)


def _has_row(separator: str) -> bool:
    return any(mark * 3 in separator for mark in "-=_*~")


def _glued_heading(block: str) -> int:
    """Offset of a heading at the end without a blank line before it; the length of the block if there is none."""
    stripped = block.rstrip()
    if stripped.endswith(_NO_HEADING_END):
        return len(block)
    line_start = stripped.rfind("\n") + 1
    line = stripped[line_start:].strip()
    before = stripped[: max(line_start - 1, 0)].rstrip()
    own_line = before.endswith((".", "!", "?", '"', "”", ".)")) and len(line) <= 60
    if own_line and not line.endswith(SENTENCE_END) and not line.startswith(_BULLET) and is_heading(line):
        return line_start
    match = _RUN_IN_HEADING.search(stripped, max(0, len(stripped) - _TAIL))
    return match.start("heading") if match and "XXXX" not in match["heading"] else len(block)


def _join(blocks: list[Line], separators: list[str]) -> tuple[tuple[Line, ...], int]:
    """The blocks with cut sentences rejoined, and the number of cuts healed."""
    lines: list[Line] = []
    cuts = 0
    for block, separator in zip(blocks, ["", *separators], strict=False):
        text = block.text
        if not text:
            continue
        paged = separator.strip(_RULE_ENDS + "\n") != ""
        cut = bool(lines) and not lines[-1].text.endswith(SENTENCE_END) and not text.startswith(_BULLET)
        if cut and (paged or text[0].islower()):
            lines[-1] = Line(f"{lines[-1].text} {text}", lines[-1].start, block.end)
        else:
            lines.append(block)
        cuts += paged or (cut and text[0].islower())
    return tuple(lines), cuts


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
