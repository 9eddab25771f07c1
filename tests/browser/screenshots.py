"""Pictures of every page, light, dark and as on a phone: python tests/browser/screenshots.py WAREHOUSE FOLDER."""

import sys
from pathlib import Path
from urllib.parse import quote

import duckdb

from tests.browser.browser import MISSING, browser, serving

LOOKS = (("light", "light", 1300), ("dark", "dark", 1300), ("phone", "light", 400))


def pages(warehouse: Path) -> dict[str, str]:
    """Name of a picture and address of the page, for every kind of page."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (cable,) = connection.execute("SELECT cited_cable_id FROM reference_edges WHERE is_in_lake LIMIT 1").fetchone()
        (thread,) = connection.execute("SELECT thread_id FROM threads LIMIT 1").fetchone()
        (post,) = connection.execute("SELECT post FROM cables GROUP BY post ORDER BY count(*) DESC LIMIT 1").fetchone()
        (person,) = connection.execute("SELECT name FROM people WHERE role = 'signer' LIMIT 1").fetchone()
        (country,) = connection.execute("SELECT country FROM posts WHERE post = ?", [post]).fetchone()
        (year,) = connection.execute("SELECT year FROM cables GROUP BY year ORDER BY count(*) DESC LIMIT 1").fetchone()
        (tag,) = connection.execute("SELECT tag FROM tag_frequencies WHERE kind = 'subject' LIMIT 1").fetchone()
    main = {"overview": ""} | {name: name for name in ("topics", "posts", "secrecy", "network", "trust", "cables")}
    things = {"post": f"post/{post}", "tag": f"tag/{tag}", "thread": f"thread/{thread}", "cable": f"cable/{cable}"}
    things |= {"person": f"person/{quote(person)}", "country": f"country/{country}", "year": f"year/{year}"}
    asked = {"search": "cables?q=minister", "trend": "trend?q=minister&q=embassy", "nothing": "cables?q=ministr"}
    return main | things | asked | {"sql": "sql?query=FROM+classification_counts"}


def main(warehouse: Path, folder: Path) -> None:
    if MISSING:
        sys.exit(f"screenshots: {MISSING}")
    folder.mkdir(parents=True, exist_ok=True)
    with serving(warehouse, has_sql=True) as address, browser() as window:
        for look, scheme, width in LOOKS:
            window.prefer(scheme)
            for name, path in pages(warehouse).items():
                window.size(width, 1000)
                window.open(f"{address}/{path}")
                target = folder / f"{name}-{look}.png"
                window.picture(target)
                print(f"{name}: {target}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
