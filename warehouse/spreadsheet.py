"""Write rows as an Excel workbook."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from warehouse.connection import LakeError

# the limits of a sheet and of a cell
_ROWS = 1_048_575
_CHARACTERS = 32_767


def write_workbook(rows: duckdb.DuckDBPyConnection, target: Path, sheet: str) -> int:
    """Write the rows of an executed query to a workbook with one sheet; return how many.

    Texts stay texts: none becomes a formula or a link. Raises LakeError if a value or the number of rows exceeds what
    Excel can hold, because Excel would cut it off.
    """
    # the library is slow to import, and few exports are workbooks
    from xlsxwriter import Workbook

    frame = pl.DataFrame(rows.to_arrow_table())
    if frame.height > _ROWS:
        raise LakeError(f"{sheet}: {frame.height:,} rows, a sheet holds {_ROWS:,}: export .csv or .parquet instead")
    for name in frame.select(pl.col(pl.Binary)).columns:
        raise LakeError(f"{sheet}: {name} holds bytes, which no cell can: export .parquet instead, or use --raw DIR")
    for name, too_long in frame.select((pl.col(pl.String).str.len_chars() > _CHARACTERS).any()).to_dict().items():
        if too_long.any():
            raise LakeError(
                f"{target}: {name} has texts longer than the {_CHARACTERS:,} characters of a cell: "
                "export .csv or .parquet instead"
            )
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with Workbook(str(target), options) as workbook:
        frame.write_excel(workbook, worksheet=sheet[:31], autofilter=True, freeze_panes=(1, 0))
    return frame.height
