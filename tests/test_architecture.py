"""Data flows one way, and imports follow it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    "schemas": set(),
    "transforms": {"schemas"},
    "warehouse": {"schemas"},
    "dashboards": {"schemas", "warehouse"},
    "flows": {"schemas", "transforms", "warehouse", "dashboards"},
}
OUTSIDE = {
    "schemas": {"prefect", "duckdb", "streamlit"},
    "transforms": {"prefect", "duckdb", "streamlit"},
    "warehouse": {"prefect", "streamlit"},
    "dashboards": {"prefect"},
    "flows": {"streamlit"},
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_nothing_is_imported_against_the_flow_of_data(package):
    files = list((ROOT / package).rglob("*.py"))
    assert files
    against = (set(MAY_IMPORT) - MAY_IMPORT[package] - {package}) | OUTSIDE[package]
    for path in files:
        assert not imported(path) & against, path.relative_to(ROOT)


def test_modules_stay_readable():
    long = {
        str(path.relative_to(ROOT)): lines
        for package in MAY_IMPORT
        for path in (ROOT / package).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert not long
