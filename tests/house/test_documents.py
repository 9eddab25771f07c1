"""The documents: links lead somewhere, every page can be found, dependencies are explained."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
AT_THE_TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "sample/README.md")
LINK = re.compile(r"(?<!`)\[[^\]]*\]\((?!https?:|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("name", AT_THE_TOP)
def test_links_of_the_repository_lead_to_files(name):
    path = ROOT / name
    missing = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()]
    assert not missing


def test_the_site_builds_with_every_page_and_link(tmp_path):
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "zensical.toml", tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "--strict"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    loaded = re.compile(r'<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="https?:')
    for page in (tmp_path / "build" / "site").rglob("*.html"):
        assert not loaded.search(page.read_text(encoding="utf-8")), page.name


def test_the_navigation_names_every_page():
    listed = set()

    def walk(entry):
        if isinstance(entry, str):
            listed.add(entry)
        for inner in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ():
            walk(inner)

    walk(tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"])
    # the list of decisions leads to each of them
    assert {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if not path.match("decisions/0*")} <= listed


def test_the_list_of_decisions_is_complete():
    listed = set(LINK.findall((DOCS / "decisions" / "README.md").read_text(encoding="utf-8")))
    assert listed == {path.name for path in (DOCS / "decisions").glob("0*.md")}


def test_every_dependency_is_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    groups += project["dependency-groups"].values()
    declared = {
        re.match(r"[\w-]+", requirement)[0] for group in groups for requirement in group if isinstance(requirement, str)
    }
    rows = re.findall(r"^\| (`.+?) \|", (DOCS / "dependencies.md").read_text(encoding="utf-8"), re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"`([\w-]+)`", row)}
    assert declared <= explained
