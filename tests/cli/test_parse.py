"""`cablelake parse`, and what every command does with a mistake."""

import gzip
import json
import subprocess
import sys

import pytest


def one_line(result, code):
    """The single line a user reads of an error."""
    assert result.returncode == code, result.stderr.decode()
    line, _, rest = result.stderr.decode().partition("\n")
    assert line.startswith("cablelake: ") and not rest
    return line


def objects(result):
    return [json.loads(line) for line in result.stdout.decode().splitlines()]


def test_folder_gives_a_json_object_a_line(run, telegrams):
    result = run("parse", telegrams, "--json")
    assert result.returncode == 0 and not result.stderr
    assert [cable["id"] for cable in objects(result)] == ["07QUITO301", "07QUITO302", "07QUITO303"]
    assert objects(result)[0]["declassify_on"] == "2017-02-13"


def test_standard_input_may_be_text_or_packed(run, telegrams):
    content = (telegrams / "07QUITO302.txt").read_bytes()
    for stdin in (content, gzip.compress(content)):
        (cable,) = objects(run("parse", "-", "--json", stdin=stdin))
        assert cable["id"] == "07QUITO302" and cable["format"] == "telegram"


def test_to_read_has_no_braces(call, telegrams):
    result = call("parse", telegrams / "07QUITO301.txt")
    assert result.returncode == 0
    assert "signer              FAIRWEATHER" in result.stdout.decode()
    assert "{" not in result.stdout.decode()
    values = [line[20:] for line in result.stdout.decode().splitlines()]
    assert all(values) and "False" not in values


def test_what_is_no_cable_is_reported_and_the_rest_is_parsed(call, telegrams):
    (telegrams / "list.txt").write_text("eggs, milk and a new umbrella\n")
    result = call("parse", telegrams, "--json")
    assert len(objects(result)) == 3
    assert "not_a_cable" in one_line(result, 3)


def test_forced_format(call, telegrams):
    (telegrams / "list.txt").write_text("eggs, milk and a new umbrella\n")
    result = call("parse", telegrams / "list.txt", "--json", "--format", "telegram")
    assert result.returncode == 0 and objects(result)[0]["format"] == "telegram"


def test_field_of_fragments(call):
    lines = [
        {"text": "TAGS: PGOV, ECON, EC"},
        {"text": "TAGS: PREL"},
    ]
    result = call("parse", "--field", "tags", stdin="\n".join(map(json.dumps, lines)))
    assert result.returncode == 0
    assert [found["value"] for found in objects(result)] == [["PGOV", "ECON", "EC"], ["PREL"]]
    assert all(set(found) == {"value", "status", "rule"} for found in objects(result))


def test_year_of_the_cable_helps_its_references(call):
    fragment = {"text": "REF: QUITO 301", "cable_id": "07QUITO302", "year": 2007}
    (found,) = objects(call("parse", "--field", "references", stdin=json.dumps(fragment)))
    assert [reference["target"] for reference in found["value"]] == ["07QUITO301"]


@pytest.mark.parametrize("stdin", ["{", "[]", '{"text": 1}', '{"text": "x", "year": "MMVII"}'])
def test_an_invalid_fragment_is_reported_with_its_line(call, stdin):
    assert "standard input, line 2: " in one_line(call("parse", "--field", "tags", stdin='{"text": "x"}\n' + stdin), 1)


def test_fragments_that_are_not_utf8_are_reported(call, tmp_path):
    (tmp_path / "lines").write_bytes(b'{"text": "\xff"}')
    assert "lines: not UTF-8 text" in one_line(call("parse", "--field", "tags", tmp_path / "lines"), 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fly",), "No such command 'fly'"),
        (("parse",), "name a file"),
        (("parse", "nowhere.txt"), "nowhere.txt: no such file or folder"),
        (("parse", "*.txt"), "*.txt: no file matches this pattern"),
        (("parse", "-", "--field", "colour"), "colour"),
        (("parse", "-", "--format", "pdf"), "pdf"),
        (("ingest",), "Missing argument 'SOURCE...'"),
        (("ingest", "nowhere"), "nowhere: no such file or folder"),
        (("sql", " "), "the query is empty"),
        (("sql", "SELECT 1", "--typo"), "--typo"),
        (("sql", "SELECT", "1"), "put it into quotes"),
        (("export", "cables"), "--raw DIR"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(call, arguments, words):
    assert words in one_line(call(*arguments), 2)


def test_without_a_command_the_help_is_shown(run, call):
    result = run()
    assert result.returncode == 2 and b"Commands:" in result.stderr
    assert b"..." not in result.stderr.partition(b"Commands:")[2]
    assert call("--help").returncode == call("parse", "--help").returncode == 0


@pytest.mark.parametrize("command", [("sql", "from cables"), ("status",), ("check",), ("publish",), ("dashboard",)])
def test_no_lake_is_one_line_and_exit_code_1(call, command):
    result = call(*command, "--lake", "none")
    assert "run" in one_line(result, 1) and not result.stdout


def test_commands_without_a_flow_do_not_import_prefect():
    program = (
        "import sys; from flows.cli import run; run(['--help']);"
        "import flows.cli.query, pipeline.ingest, pipeline.reading;"
        "sys.exit(any(name.split('.')[0] in ('prefect', 'starlette') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True).returncode == 0


def test_reader_that_has_seen_enough_is_no_error(telegrams):
    command = f"{sys.executable} -m flows.cli parse {telegrams} --json | head -c 10"
    result = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True)
    assert not result.stderr
