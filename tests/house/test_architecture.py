"""The tree is the architecture: imports follow the data, others' packages stay in their place, modules stay short."""

import graphlib
import os
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "transforms", "warehouse", "pipeline", "dashboards", "flows")
LONGEST = 400

MAY_IMPORT = {
    "schemas": set(),
    "transforms": {"schemas"},
    "warehouse": {"schemas"},
    "dashboards": {"schemas", "warehouse"},
    "pipeline": {"schemas", "transforms", "warehouse"},
    "flows": {"schemas", "transforms", "warehouse", "pipeline", "dashboards"},
}
# which packages may know a package from outside, or a part of the standard library
KNOWN_TO = {
    "prefect": {"flows"},
    "starlette": {"dashboards", "flows"},
    "jinja2": {"dashboards"},
    "pandas": set(),
    "duckdb": {"warehouse", "pipeline", "dashboards", "flows"},
    "tantivy": {"warehouse"},
    "rensa": {"warehouse"},
    "click": {"flows"},
    "rich": {"pipeline", "flows"},
    "tenacity": {"pipeline"},
    "pypdf": {"transforms"},
    "time": {"warehouse", "pipeline", "dashboards", "flows"},
    "random": set(),
    "socket": {"pipeline", "dashboards", "flows"},
    "urllib": {"warehouse", "pipeline", "dashboards", "flows"},
    "http": {"flows"},
    "requests": set(),
    "httpx": set(),
    "subprocess": {"dashboards", "flows"},
    "os": {"warehouse", "pipeline", "dashboards", "flows"},
    "logging": {"transforms", "warehouse", "dashboards", "flows"},
}


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def package(module):
    return module.partition(".")[0]


def imports(graph):
    """Every import of one of our modules, also one within a function: importer and imported."""
    for module in graph.modules:
        if package(module) in PACKAGES:
            for other in graph.find_modules_directly_imported_by(module):
                yield module, other


def test_imports_follow_the_data(graph):
    against = {
        f"{module} imports {other}"
        for module, other in imports(graph)
        if package(other) in PACKAGES and package(other) not in MAY_IMPORT[package(module)] | {package(module)}
    }
    assert not against


@pytest.mark.parametrize("outside", KNOWN_TO)
def test_outside_packages_stay_where_they_belong(graph, outside):
    strangers = {
        module
        for module, other in imports(graph)
        if package(other) == outside and package(module) not in KNOWN_TO[outside]
    }
    assert not strangers


def test_no_circles(graph):
    order = graphlib.TopologicalSorter()
    for module, other in imports(graph):
        order.add(module, other)
    order.prepare()  # a circle is named in the CycleError


def test_modules_stay_readable():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for name in (*PACKAGES, "benchmarks")
        for path in (ROOT / name).rglob("*.py")
    }
    assert lengths
    assert not {path: lines for path, lines in lengths.items() if lines > LONGEST}


# What a module does while it is imported is seen by an audit hook: an event counts for the innermost module that is
# being imported at that moment, so that what other packages do on import is not held against ours. Decorators of
# Prefect read the source of what they decorate.
WATCH = """
import importlib, sys
PACKAGES = set(sys.argv[1].split(","))
WORK = {"open", "socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.mkdir", "os.listdir",
        "os.scandir", "sqlite3.connect", "tempfile.mkstemp", "tempfile.mkdtemp"}
seen = []
def is_ours(module):
    return module.partition(".")[0] in PACKAGES
def importing():
    frame = sys._getframe(2)
    while frame:
        if "importlib" in frame.f_code.co_filename:
            return None
        if frame.f_code.co_name == "<module>":
            return frame.f_globals.get("__name__")
        frame = frame.f_back
def hook(event, args):
    if event in WORK and not str(args[0]).endswith(".py") and (module := importing()) and is_ours(module):
        seen.append(f"{module}: {event} {args[0]}")
sys.addaudithook(hook)
for module in sys.argv[2:]:
    importlib.import_module(module)
print("\\n".join(sorted(set(seen))))
"""


def run(code, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PREFECT_LOGGING_SETUP": "0"}
    done = subprocess.run([sys.executable, "-c", code, *arguments], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_nothing_is_done_on_import(graph):
    # this is a program: `python -m flows.cli` runs it
    ours = {module for module in graph.modules if package(module) in PACKAGES} - {"flows.cli.__main__"}
    assert run(WATCH, ",".join(PACKAGES), *sorted(ours)) == ""


def test_commands_load_only_what_they_need():
    heavy = {"prefect", "duckdb", "polars", "pyarrow", "starlette", "jinja2", "tantivy"}
    loaded = run("import sys, flows.cli; print(*sys.modules)").split()
    assert not heavy & set(loaded)
