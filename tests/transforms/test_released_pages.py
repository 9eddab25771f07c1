"""TAGS, subjects and signatures of the released pages against what the pages themselves state of them."""

import json
import re
import tarfile

import pytest

from transforms.cable import Context
from transforms.document import Document, RawDocument
from transforms.fields import signer, subject, tags
from transforms.segment import segment
from transforms.sources import to_document

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def pages(shared):
    """Zones of each page and the line of the truth file on it."""
    lines = (shared / "cables" / "wikileaks-html.truth.jsonl").read_text(encoding="utf-8").splitlines()
    stated = {line["reference_id"]: line for line in map(json.loads, lines)}
    read = []
    with tarfile.open(shared / "cables" / "wikileaks-html.tar.gz") as archive:
        for member in archive:
            page = archive.extractfile(member)
            if page is None:
                continue
            document = to_document(RawDocument("pages", member.name, 1, page.read(), "wikileaks-html"))
            assert isinstance(document, Document)
            reference_id = member.name.rsplit("/", 1)[-1].removesuffix(".html")
            read.append((segment(document.clean.text, document.header_end), stated[reference_id]))
    return read


def test_every_linked_tag_is_read(pages):
    """The page links the words of the first line of the list; repaired and joined entries keep them as printed."""
    missed = []
    for zones, stated in pages:
        entries = tags.parse(zones, Context()).value
        words = {word.strip("(),") for tag in entries for word in tag.raw.split()}
        missed += [(stated["reference_id"], link) for link in stated["tag_links"] if link not in words]
    assert not missed


def test_no_word_of_another_line_is_read_as_a_tag(pages):
    """Free entries are rare; a line too many would show as a crowd of them."""
    free = [tag for zones, _ in pages for tag in tags.parse(zones, Context()).value if tag.kind == "free"]
    assert len(free) <= 25
    assert max(len(tag.tag.split()) for tag in free) <= 3


def test_subjects_begin_with_what_the_page_is_headed(pages):
    """A page is headed with the first line of its subject, cut in places."""
    missed = []
    for zones, stated in pages:
        heading = _plain(re.sub(r"\A(?:SUBJECT: )?(?:\(?[CSUNFcsunf/]+\) )?", "", stated["heading_subject"] or ""))
        if heading and _plain(subject.parse(zones, Context()).value)[: len(heading)] != heading:
            missed.append(stated["reference_id"])
    # headed with the labels that were run into the subject
    assert set(missed) <= {"08LONDON1991", "09BRASILIA1383", "10MOSCOW228"}


def test_nearly_every_page_is_signed(pages):
    read = [signer.parse(zones, Context()) for zones, _ in pages]
    assert sum(bool(parsed.value) for parsed in read) >= 615
    assert all(len(parsed.value.split()) <= 3 for parsed in read)


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.lower())
