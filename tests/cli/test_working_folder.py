"""Commands run in a folder with a stranger's files: their code does not run, their text does not drive a terminal."""

import json

import pytest

STRANGERS = ("copy.py", "pickle.py", "schemas.py", "flows/__init__.py", "warehouse/__init__.py", "pipeline/__init__.py")


@pytest.fixture
def delivery(work, tmp_path, write_telegrams):
    """A folder with three telegrams, enough text for worker processes, and modules that leave a mark when imported."""
    folder = write_telegrams(work / "delivery")
    (folder / "long.txt").write_text("eggs, milk and a new umbrella\n" * 300_000)
    for name in STRANGERS:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"open({str(tmp_path / 'marks')!r}, 'a').write({name!r})\n")
    return folder


@pytest.mark.parametrize("options", [(), ("--prefect",)], ids=["directly", "with Prefect"])
def test_code_in_the_working_folder_does_not_run(run, delivery, tmp_path, options):
    result = run("ingest", ".", "--lake", tmp_path / "lake", "--json", *options, cwd=delivery)
    assert result.returncode == 3, result.stderr.decode()
    assert json.loads(result.stdout)["counts"]["parsed"] == 3 and not result.stderr
    assert not (tmp_path / "marks").exists()
    # --prefect records the run on a server that keeps its files below the lake
    assert (tmp_path / "lake" / "prefect").is_dir() is bool(options)
    assert not (tmp_path / "work" / ".prefect").exists()


def test_control_characters_do_not_reach_the_terminal(call, tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "a\x1b[31m.txt").write_text("a list of \x1b]0;title\x07eggs")
    said = [
        call(*command)
        for command in (
            ("parse", sources),
            ("ingest", sources),
            ("quarantine", "list"),
            ("sql", "SELECT source FROM documents"),
            ("sql", "SELECT chr(27) || '[31m' AS x"),
            ("ingest", sources / "none\x1b[31m"),
        )
    ]
    assert not [
        text for result in said for text in (result.stdout, result.stderr) if b"\x1b" in text or b"\x07" in text
    ]
