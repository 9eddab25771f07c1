"""The pages as files: every link leads to a file, the numbers are the same, masked names are nowhere."""

import html
import re
from urllib.parse import unquote

import duckdb
import pytest

from dashboards.site import write_site
from tests.dashboards.conftest import HOSTILE, add, client, sample_with


@pytest.fixture(scope="module")
def site(warehouse, tmp_path_factory):
    return write_site(warehouse, tmp_path_factory.mktemp("site")).parent


def test_every_link_leads_to_a_file(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 100
    for page in pages:
        for link in re.findall(r'(?:href|src|action)="([^"]*)"', page.read_text()):
            name = unquote(html.unescape(link)).partition("#")[0]
            assert not name or (page.parent / name).is_file(), f"{page.name}: {link}"


def test_nothing_is_fetched_and_nothing_runs(site):
    for page in site.rglob("*.html"):
        text = page.read_text()
        assert (
            "<script" not in text and "http:" not in text.replace("http://www.w3.org", "") or page.stem == "06OSLO777"
        )
        assert "content=\"default-src 'none';" in text


def test_the_numbers_are_those_of_the_server(site, warehouse):
    totals = re.findall(r"<dd>(.*?)</dd>", client(warehouse).get("/").text)
    assert [re.sub("<.*?>", "", found) for found in totals] == [
        re.sub("<.*?>", "", found) for found in re.findall(r"<dd>(.*?)</dd>", (site / "index.html").read_text())
    ]


def test_every_cable_has_a_page_up_to_the_limit(site, warehouse, tmp_path):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        listed = connection.execute("SELECT cable_id FROM cables ORDER BY date DESC NULLS LAST, cable_id").fetchall()
    assert len(list((site / "cable").iterdir())) == len(listed)
    write_site(warehouse, tmp_path, cables=3)
    assert {page.stem for page in (tmp_path / "cable").iterdir()} == {cable_id for (cable_id,) in listed[:3]}
    assert "The 3 cables in this copy" in (tmp_path / "cables.html").read_text()


def test_protected_names_are_in_no_file(tmp_path):
    asking = HOSTILE.replace(b"Nothing else to report.", b"Minister Leonora Quillfeather (strictly protect) said so.")
    warehouse = add(tmp_path / "lake", sample_with(asking), "first")
    write_site(warehouse, tmp_path / "site", mask=True)
    files = [file for file in (tmp_path / "site").rglob("*") if file.is_file()]
    assert not [file for file in files if b"Quillfeather" in file.read_bytes() or "Quillfeather" in file.name]
    assert "█████" in (tmp_path / "site" / "cable" / "06OSLO777.html").read_text()
