"""Fixtures for every test."""

import contextlib
import gc
import os
import shutil
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from flows.server import Server
from pipeline import reparse
from pipeline.publish import publish_all
from tests.loading import NOW, load
from tests.other_engine import KEPT, kept
from tests.serving import Served
from warehouse.connection import LakeError
from warehouse.lake import Lake

# a machine that is busy with other work is not a defect
hypothesis.settings.register_profile("cablelake", deadline=None)
hypothesis.settings.load_profile("cablelake")

# This is where DuckDB reads how many processors it has. On tiny inputs its second thread only polls whether the first
# is done, which takes 40 % more CPU time. The tests of crashes give it all processors, as users do.
os.environ.setdefault("SLURM_CPUS_ON_NODE", "1")

# commands that the tests start find no pandas, as in the environment that `make run` makes
AS_INSTALLED = str(Path(__file__).parent / "as_installed")
_OTHERS = os.environ.get("PYTHONPATH", "").removeprefix(AS_INSTALLED).removeprefix(os.pathsep)  # a worker inherits it
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (AS_INSTALLED, _OTHERS)))

TELEGRAM = """VZCZCXYZ0000
PP RUEHC
DE RUEHQT #{serial:04}/01 0441430
ZNY CCCCC ZZH
P 131430Z FEB 07
FM AMEMBASSY QUITO
TO SECSTATE WASHDC PRIORITY {serial:04}
BT
C O N F I D E N T I A L QUITO {serial:06}

SIPDIS

E.O. 12958: DECL: 02/13/2017
TAGS: PGOV, ECON, EC
SUBJECT: THE FLOWER GROWERS AND THE {serial}TH ROUND OF TALKS

REF: QUITO 301

Classified By: Ambassador Imogen Fairweather for reasons 1.4 (b) and (d).

1. (C) SUMMARY: The growers expect an agreement in spring. END SUMMARY.

2. (U) They said so in so many words on February 12.
FAIRWEATHER
"""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup() -> Generator[None, object, object]:
    """Skip what needs a lake on an engine that has no DuckLake (tests/other_engine.py)."""
    return (yield from _or_skip())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    return (yield from _or_skip())


def _or_skip() -> Generator[None, object, object]:
    try:
        return (yield)
    except LakeError as error:
        if KEPT and "does not fit DuckDB" in str(error):
            pytest.skip(str(error))
        raise


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """No test leaves the others environment variables that a command in this process has set."""
    before = dict(os.environ)
    yield
    for name in {*os.environ, *before} - {"PYTEST_CURRENT_TEST"}:
        if name not in before:
            del os.environ[name]
        elif os.environ.get(name) != before[name]:
            os.environ[name] = before[name]


@pytest.fixture(scope="module")
def with_pandas() -> Iterator[None]:
    """Programs that the tests start find the pandas of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", _OTHERS)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with real cables and reference lists beside the repository; the test is skipped if it is absent."""
    path = Path(os.environ.get("CABLELAKE_SHARED") or Path(__file__).parents[2] / "shared")
    if not (path / "cables").is_dir():
        pytest.skip(f"no folder of real cables at {path} (set CABLELAKE_SHARED)")
    return path


@pytest.fixture(scope="session")
def telegram() -> Callable[[int], str]:
    """Text of an invented telegram with a given serial number."""
    return lambda serial: TELEGRAM.format(serial=serial)


@pytest.fixture(scope="session")
def write_telegrams(telegram: Callable[[int], str]) -> Callable[[Path], Path]:
    """Make a folder of three telegrams."""

    def write(folder: Path) -> Path:
        folder.mkdir()
        for serial in (301, 302, 303):
            (folder / f"07QUITO{serial}.txt").write_text(telegram(serial))
        return folder

    return write


@pytest.fixture
def telegrams(write_telegrams: Callable[[Path], Path], tmp_path: Path) -> Path:
    """A folder of three telegrams."""
    return write_telegrams(tmp_path / "telegrams")


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """A folder that is filled once for all processes of a test run: made_once(name, fill).

    Whoever changes it works on a copy.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        made, half = shared / f"once-{name}", shared / f"once-{name}.half"
        with FileLock(shared / f"once-{name}.lock"):
            if not made.exists():
                shutil.rmtree(half, ignore_errors=True)
                half.mkdir()
                fill(half)
                half.rename(made)
        return made

    return make


@pytest.fixture(scope="session")
def empty_lake(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A new lake; tests get copies of it, which is faster than creating each one."""
    return made_once("empty-lake", lambda folder: Lake.open(folder / "lake").close()) / "lake"


@pytest.fixture
def lake(tmp_path: Path, empty_lake: Path) -> Iterator[Lake]:
    """An open lake without documents."""
    with Lake.open(shutil.copytree(empty_lake, tmp_path / "lake")) as lake:
        yield lake


@pytest.fixture(scope="session")
def sample(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A folder with the lake of the bundled sample, as `make run` leaves it; not to be changed."""
    return kept("docs", _ingest_sample) or made_once("sample", _ingest_sample)


def _ingest_sample(folder: Path) -> None:
    with contextlib.chdir(Path(__file__).parents[1]), Lake.open(folder / "lake") as lake:
        load(lake, ["sample/cables"])
        reparse.join_sections(lake, "run", NOW)
        publish_all(lake)


@pytest.fixture(scope="session")
def prefect_home(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Callable[[Path], Path]:
    """Make the home of a Prefect server, with a database in which the server finds its tables: to make them takes it
    several seconds."""

    def fill(folder: Path) -> None:
        folder.chmod(0o700)
        with Server(folder) as server:
            server.wait()

    made = made_once("prefect", fill)

    def make(home: Path) -> Path:
        home.mkdir(mode=0o700, parents=True)
        for path in made.glob("prefect.db*"):
            shutil.copy(path, home)
        return home

    return make


@pytest.fixture
def serve(tmp_path: Path, prefect_home: Callable[[Path], Path]) -> Iterator[Callable[..., Served]]:
    """Start `cablelake serve` in a temporary folder, with given settings and more environment."""
    started: list[Served] = []

    def start(settings: str, started_by: Sequence[str] = (), **environment: str) -> Served:
        home = tmp_path / "lake" / "prefect"
        if "PREFECT_API_URL" not in environment and not home.exists():
            prefect_home(home)
        started.append(Served(tmp_path, settings, started_by, **environment))
        return started[-1]

    yield start
    for served in started:
        served.kill()


@pytest.fixture
def cpu_seconds() -> Callable[[Callable[[], object]], float]:
    """Measures a call: its least CPU time of three, which other work on the machine cannot stretch much.

    Without looking for cycles of objects, which takes the longer the more the tests before have left.
    """

    def measure(call: Callable[[], object]) -> float:
        times = []
        gc.disable()
        try:
            for _ in range(3):
                started = time.process_time()
                call()
                times.append(time.process_time() - started)
        finally:
            gc.enable()
        return min(times)

    return measure
