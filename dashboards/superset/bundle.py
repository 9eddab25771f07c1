"""Put the Superset assets, set up for one warehouse file, into a zip that `superset import-dashboards` accepts.

python -m dashboards.superset.bundle lake/warehouse.duckdb cablelake.zip
superset import-dashboards --path cablelake.zip --username admin
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

ASSETS = Path(__file__).with_name("assets")
_DATABASE = Path("databases/cablelake.yaml")


def bundle(warehouse: Path, target: Path) -> Path:
    """Write the zip; importing it again updates the same charts and creates no duplicates.

    Raises FileNotFoundError if there is no such warehouse.
    """
    warehouse = warehouse.resolve(strict=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for asset in sorted(ASSETS.rglob("*.yaml")):
            text = asset.read_text(encoding="utf-8")
            name = asset.relative_to(ASSETS)
            if name == _DATABASE:
                text = text.replace("duckdb:///WAREHOUSE", f"duckdb:///{warehouse.as_posix()}")
            packed.writestr(f"cablelake/{name.as_posix()}", text)
    return target


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m dashboards.superset.bundle WAREHOUSE ZIP")
    try:
        print(bundle(Path(sys.argv[1]), Path(sys.argv[2])))
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}; a warehouse is written by: cablelake publish")
