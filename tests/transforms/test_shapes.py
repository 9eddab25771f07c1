"""Telegrams of unusual shapes, read as a whole: outlines, numbers out of place, message sets, lost headers."""

import pytest

from transforms.document import RawDocument, Rejected
from transforms.parse import parse_document
from transforms.sources import military, to_document

HEAD = """R 311201Z MAR {year}
FM AMEMBASSY LUSAKA
TO SECSTATE WASHDC 4715
C O N F I D E N T I A L LUSAKA 370
E.O. 11652: GDS
TAGS: AMGT, ZA
SUBJECT: ANNUAL POLICY REVIEW
"""


def read(text):
    document = to_document(RawDocument("cable.txt", "", 1, text.encode()))
    assert not isinstance(document, Rejected)
    return parse_document(document)


def words(cable):
    return " ".join(" ".join(paragraph.text for paragraph in cable.paragraphs).split())


def targets(cable):
    return [(reference.label, reference.target) for reference in cable.references]


@pytest.mark.parametrize(
    "outline",
    [
        "PART I - POLICY REVIEW\nA. INTERESTS HERE\nOUR INTERESTS ARE LIMITED, BUT NOT NEGLIGIBLE.\n"
        "(1) COPPER - PRICES FELL.\n(2) MAIZE - STOCKS ARE HIGH.\n",
        "I. COPPER\nPRICES FELL.\nOUR INTERESTS ARE LIMITED, BUT NOT NEGLIGIBLE.\nII. MAIZE\nSTOCKS ARE HIGH.\n",
        "A. COPPER\nPRICES FELL.\nOUR INTERESTS ARE LIMITED, BUT NOT NEGLIGIBLE.\nB. MAIZE\nSTOCKS ARE HIGH.\n",
        "OUR INTERESTS ARE LIMITED, BUT NOT NEGLIGIBLE. THE PRICES FELL\nIN MARCH. PRICES FELL.\nSTOCKS ARE HIGH.\n",
    ],
    ids=["parts", "roman", "letters", "sentences"],
)
def test_a_text_that_counts_no_paragraphs(outline):
    cable = read(f"{HEAD.format(year=77)}REF: STATE 20111\n{outline}HOLLIS\n")
    assert targets(cable) == [("", "77STATE20111")]
    assert cable.signer == "HOLLIS"
    for sentence in ("OUR INTERESTS ARE LIMITED, BUT NOT NEGLIGIBLE.", "PRICES FELL.", "STOCKS ARE HIGH."):
        assert sentence in words(cable)


@pytest.mark.parametrize(
    "prose",
    [
        "The new terminal opened on December 3. The Minister\nthanked the builders.\n\nAirlines move in before June.\n",
        "THE NEW TERMINAL OPENED ON DECEMBER 3. THE MINISTER\nTHANKED THE BUILDERS.\n\nAIRLINES MOVE IN BEFORE JUNE.\n",
    ],
)
def test_prose_at_once_below_a_list_is_no_reference(prose):
    cable = read(f"{HEAD.format(year=77)}REF: STATE 20111\n{prose}HOLLIS\n")
    assert [reference.raw for reference in cable.references] == ["STATE 20111"]
    assert [" ".join(p.text.split()) for p in cable.paragraphs] == [" ".join(p.split()) for p in prose.split("\n\n")]


def test_letters_of_a_list_are_no_outline():
    cable = read(f"{HEAD.format(year=77)}REFS:\nA. STATE 20111\nB. EMBASSY LETTER OF MAY\n1. PRICES FELL.\nHOLLIS\n")
    assert [reference.label for reference in cable.references] == ["A", "B"]


@pytest.mark.parametrize("gap", ["\n", "\n\n", " \n  "])
def test_numbers_alone_on_their_lines(gap):
    cable = read(f"{HEAD.format(year=93)}1.{gap}C - ENTIRE TEXT.\n2.{gap}PRICES FELL.\nHOLLIS\n")
    assert [(p.number, p.portion, p.text) for p in cable.paragraphs] == [
        (1, "C", "ENTIRE TEXT."),
        (2, "", "PRICES FELL."),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "REF: (A) STATE 20111\n1.\n(B) HARARE 771\n",
        "1.\nREF: (A) STATE 20111\n(B) HARARE 771\n",
        "REFS: A. STATE 20111\n1.\nB. HARARE 771\n",
    ],
)
def test_a_first_number_among_the_references(lines):
    cable = read(f"{HEAD.format(year=86)}{lines}C - ENTIRE TEXT.\n2. PRICES FELL.\nHOLLIS\n")
    assert targets(cable) == [("A", "86STATE20111"), ("B", "86HARARE771")]
    assert [(p.number, p.text) for p in cable.paragraphs] == [(1, "ENTIRE TEXT."), (2, "PRICES FELL.")]
    assert [finding.rule for finding in cable.findings if finding.field == "text"] == ["displaced number"]


@pytest.mark.parametrize(
    "attention",
    ["JOINT STATE DEFENSE MESSAGE", "FROM HOLLIS FOR MARSH", "FOR MARSH FROM HOLLIS", "ATTN: DESK OFFICERS"],
)
def test_attention_lines_end_the_subject(attention):
    cable = read(f"{HEAD.format(year=77)}{attention}\nREF: STATE 20111\n1. PRICES FELL.\nHOLLIS\n")
    assert cable.subject == "ANNUAL POLICY REVIEW"


def test_a_marking_in_the_lines_of_a_subject_ends_it():
    head = HEAD.format(year=73).replace("REVIEW", "REVIEW ( U)\nMARSH SENDS")
    assert read(f"{head}REF: STATE 20111\n1. PRICES FELL.\nHOLLIS\n").subject == "ANNUAL POLICY REVIEW"


@pytest.mark.parametrize(
    "signature",
    [
        "HOLLIS [Deputy Chief of Mission Anna Hollis]",
        "HOLLIS\n[Deputy Chief of Mission Anna Hollis]",
        "HOLLIS [sic]\nNNN",
    ],
)
def test_an_editors_note_after_the_signature(signature):
    cable = read(f"{HEAD.format(year=78)}1. PRICES FELL.\n2. STOCKS ARE HIGH.\n{signature}\n")
    assert cable.signer == "HOLLIS"
    assert cable.paragraphs[-1].text == "STOCKS ARE HIGH."


@pytest.mark.parametrize(
    "opening", ["DE RUEHLS #0370/01 0901206\nR 311201Z MAR 09\n", "R 311201Z MAR 09\nTO SECSTATE\n"]
)
def test_a_header_without_its_sender(opening):
    cable = read(f"{opening}\n\nEO 12958 DECL: 03/31/2019\nTAGS PGOV, ZA\nSUBJECT: REVIEW\n\n1. (C) Prices fell.\n")
    assert cable.dtg.isoformat() == "2009-03-31T12:01:00"
    assert (cable.precedence, cable.subject, len(cable.paragraphs)) == ("R", "REVIEW", 1)


def test_a_level_run_into_the_station():
    for station in ("LUSAKA 00370", "LUSAXA 00370"):
        cable = read(HEAD.format(year=93).replace("C O N F I D E N T I A L LUSAKA 370", f"CONFIDENTIAL{station}"))
        assert (cable.cable_id, cable.classification) == ("93LUSAKA370", "CONFIDENTIAL")


MESSAGE = """P 021530Z SEP {year}
FM COMHARBORGRU TWO//N3//
TO HARBORRON FOUR
BT
UNCLAS //N02319//
MSGID/GENADMIN/COMHARBORGRU TWO/-/SEP//
SUBJ/BUOY MAINTENANCE IN THE
AUTUMN QUARTER (U)//
REF/A/DOC/COMHARBORGRU TWO/JUL97/-//
REF/B/RMG/COMHARBORGRU TWO/101200ZMAR98/-//
AMPN/REF A IS THE BUOY MANUAL.//
{text}//
BT
"""


@pytest.mark.parametrize("year", ["85", "98", "12"])
@pytest.mark.parametrize(
    "text",
    [
        "RMKS/1. BUOYS WILL BE PAINTED.\n2. REPORT COMPLETION.",
        "GENTEXT/REMARKS/1. BUOYS WILL BE PAINTED.\n2. REPORT COMPLETION.",
        "RMKS/BUOYS WILL BE PAINTED.\nREPORT COMPLETION.",
    ],
)
def test_messages_in_the_militarys_format(year, text):
    cable = read(MESSAGE.format(year=year, text=text))
    assert (cable.subject, cable.classification) == ("BUOY MAINTENANCE IN THE AUTUMN QUARTER", "UNCLASSIFIED")
    assert [reference.label for reference in cable.references] == ["A", "B"]
    assert words(cable) == "BUOYS WILL BE PAINTED. REPORT COMPLETION."


@pytest.mark.parametrize(
    "head",
    [
        "UNCLAS OSLO 000198\n\nR 081010Z MAY 07\nFM AMEMBASSY OSLO\nTO SECSTATE WASHDC 1417\n\n",
        "UNCLAS OSLO 000198\n\nFM AMEMBASSY OSLO\nTO SECSTATE WASHDC 1417\nR 081010Z MAY 07\n\nSIPDIS\n\n",
    ],
)
def test_a_classification_line_above_the_addresses(head):
    cable = read(f"{head}E.O. 12958: N/A\nTAGS: EFIS, NO\nSUBJECT: COD QUOTAS\n\n1. Quotas stay.\nMARSH\n")
    assert (cable.cable_id, cable.classification, cable.precedence) == ("07OSLO198", "UNCLASSIFIED", "R")
    assert [(address.role, address.name) for address in cable.addressees] == [("action", "SECSTATE WASHDC")]
    assert cable.quality == 1.0


@pytest.mark.parametrize("printed", ["l.", "I.", "|."])
def test_the_first_number_with_a_letter_for_its_digit(printed):
    cable = read(f"{HEAD.format(year=77)}REF: STATE 20111\n\n{printed} PRICES FELL.\n\n2. STOCKS ROSE.\nHOLLIS\n")
    assert [(p.number, p.text) for p in cable.paragraphs] == [(1, "PRICES FELL."), (2, "STOCKS ROSE.")]


@pytest.mark.parametrize("form", ["({})", "{})", "{} -", "{}:"])
def test_numbers_without_a_full_stop(form):
    prose = "\n\n".join(f"{form.format(n)} {words}" for n, words in enumerate(("PRICES FELL.", "STOCKS ROSE."), 1))
    cable = read(f"{HEAD.format(year=77)}REF: STATE 20111\n\n{prose}\nHOLLIS\n")
    assert [(p.number, p.text) for p in cable.paragraphs] == [(1, "PRICES FELL."), (2, "STOCKS ROSE.")]
    assert targets(cable) == [("", "77STATE20111")]


def test_prose_at_once_below_the_subject():
    prose = (
        "THE NEW TERMINAL OPENED ON DECEMBER 3. THE MINISTER\nTHANKED THE BUILDERS.\nAIRLINES MOVE IN BEFORE JUNE.\n"
    )
    cable = read(f"{HEAD.format(year=77)}{prose}HOLLIS\n")
    assert (cable.subject, cable.signer) == ("ANNUAL POLICY REVIEW", "HOLLIS")
    assert words(cable) == " ".join(prose.split())


REPORT = """HEADER
{relay}R 220955Z APR 91
FM USDAO LIMA PE
TO RUEKJCS/DIA WASHINGTON DC
INFO RUEHC/SECSTATE WASHINGTON DC
BT
{part}SERIAL: (U) IIR 6 855 0112 91.
BODY
COUNTRY: (U) PERU (PE).
SUBJ: IIR 6 855 0112 91/RIVER BOATS (U)
DOI: (U) 910418.
TEXT: 1. (U) TWO BOATS ARRIVED.
2. (U) THEY WERE BUILT IN MANAUS.
{comments}{filing}{caveat}BT
NNNN
"""


def test_an_information_report():
    lines = {rule.name: rule.example for rule in military.REPORT_RULES}
    cable = read(
        REPORT.format(
            relay=lines["relay"].partition("R 1009")[0],
            part="CONTROLS\n" + lines["section below the level"],
            comments="COMMENTS: (U) SEE LIMA 5433.\n",
            filing=lines["filing"].removesuffix("BT\n"),
            caveat=lines["caveat"],
        )
    )
    assert (cable.cable_id, cable.origin, cable.classification) == ("91LIMA5510", "USDAO LIMA PE", "UNCLASSIFIED")
    assert [one.name for one in cable.addressees] == ["DIA WASHINGTON DC", "SECSTATE WASHINGTON DC"]
    assert [(one.number, one.portion, one.text) for one in cable.paragraphs] == [
        (1, "U", "TWO BOATS ARRIVED."),
        (2, "U", "THEY WERE BUILT IN MANAUS.\nCOMMENTS: (U) SEE LIMA 5433."),
    ]


@pytest.mark.parametrize("rule", military.REPORT_RULES, ids=lambda rule: rule.name)
def test_a_rule_of_information_reports_knows_its_example(rule):
    assert rule.pattern.search(rule.example)
