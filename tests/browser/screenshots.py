"""Pictures of every page, light, dark and as on a phone: python tests/browser/screenshots.py WAREHOUSE FOLDER."""

import sys
from pathlib import Path

import duckdb

from dashboards.app import PAGES
from tests.browser.browser import MISSING, browser, serving


def main(warehouse: Path, folder: Path) -> None:
    if MISSING:
        sys.exit(f"screenshots: {MISSING}")
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute("SELECT target FROM \"references\" WHERE status = 'resolved' LIMIT 1").fetchone()
    with serving(warehouse) as (address, _), browser() as window:
        for look, scheme, width in (("light", "light", 1300), ("dark", "dark", 1300), ("phone", "light", 400)):
            window.prefer(scheme)
            for title, path, _ in PAGES:
                window.size(width, 1000)
                asked = f"?cable={found[0]}" if path == "cables" and found else ""
                window.open(f"{address}/{'' if path == 'overview' else path}{asked}")
                target = folder / f"{path}-{look}.png"
                window.picture(target)
                print(f"{title}: {target}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
