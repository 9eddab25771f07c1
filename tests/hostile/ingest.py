"""Ingest a folder into a lake in this process and print its peak memory in bytes: `ingest.py LAKE FOLDER`."""

import re
import resource
import sys
from pathlib import Path

from tests.loading import load
from warehouse.lake import Lake
from warehouse.publish import publish


def main(place: str, folder: str) -> None:
    with Lake.open(place) as lake:
        load(lake, [folder])
        publish(lake)
    print(peak_memory())


def peak_memory() -> int:
    """The figure of getrusage begins with what the process that started it had; Linux has a better one."""
    about = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", about.read_text()) if about.exists() else None
    return (int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
