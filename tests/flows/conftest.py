"""Invented sources for the tests of intake and flow."""

import io
import tarfile
from pathlib import Path

import pytest

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

Classified By: Ambassador Imogen Fairweather for reasons 1.4 (b) and (d).

1. (C) SUMMARY: The growers expect an agreement in spring. END SUMMARY.

2. (U) They said so in so many words on February 12.
FAIRWEATHER
"""


def telegram(serial: int) -> str:
    return TELEGRAM.format(serial=serial)


@pytest.fixture
def telegrams(tmp_path: Path) -> Path:
    """A folder of three telegrams."""
    folder = tmp_path / "telegrams"
    folder.mkdir()
    for serial in (301, 302, 303):
        (folder / f"07QUITO{serial}.txt").write_text(telegram(serial))
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A .tar.gz of forty telegrams, which takes more than one block of its compression."""
    path = tmp_path / "telegrams.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        for serial in range(1, 41):
            content = telegram(serial).encode()
            info = tarfile.TarInfo(f"cables/07QUITO{serial}.txt")
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
    return path
