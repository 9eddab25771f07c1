"""`cablelake publish`, `export` and `dashboard`: the lake's contents for other programs and for people to look at."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.options import exact_option, lake_option
from pipeline.errors import UserError

mask_option = click.option(
    "--mask-protected", "mask", is_flag=True, help="Black out names that cables mark (protect) or (strictly protect)."
)


@click.command()
@click.option("--site", type=click.Path(path_type=Path), metavar="DIR", help="Also write the pages as files into DIR.")
@click.option(
    "--cables", type=click.IntRange(0), metavar="N", help="With --site: pages for the N newest cables [5000]."
)
@mask_option
@lake_option
def publish(site: Path | None, cables: int | None, mask: bool, lake: str) -> int:
    """Bring the published files up to date.

    These are warehouse.duckdb, the plain data set and the search index.

    With --site, the pages of the dashboard are written as files that open without a server or a network. The
    newest cables have a page, and so have their posts, countries, TAGS, people, years and threads.
    """
    from pipeline.progress import say
    from pipeline.publish import publish_all
    from pipeline.writer_lock import write_lock
    from warehouse.lake import Lake, Place, check_place

    if mask and not site:
        raise click.UsageError("--mask-protected goes with --site; warehouse.duckdb holds the cables as they are")
    if cables is not None and not site:
        raise click.UsageError("--cables goes with --site")
    if site and site.exists() and not site.is_dir():
        raise UserError(f"{site}: not a folder: give a folder for the site")
    place = Place.of(lake)
    check_place(place, read_only=True)
    with write_lock(place, say), Lake.open(place) as opened:  # brings a lake of an earlier cablelake up to date
        built = publish_all(opened)
    print(f"warehouse {built}")
    if site:
        from dashboards.site import CABLES, write_site

        print(f"site      {write_site(built, site, mask=mask, cables=CABLES if cables is None else cables)}")
    return 0


@click.command()
@click.argument("name", required=False, metavar="[TABLE|VIEW]")
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--raw", type=click.Path(path_type=Path), metavar="DIR", help="Write documents byte for byte into DIR.")
@click.option("--cable", default="", metavar="ID", help="With --raw: only the documents of this cable.")
@exact_option
@mask_option
@lake_option
def export(
    name: str | None, target: Path | None, raw: Path | None, cable: str, exact: bool, mask: bool, lake: str
) -> int:
    """Write tables, views or raw documents to files.

    A table or view goes to TARGET, whose name ends in .csv, .parquet, .json or .xlsx; with --raw, the documents go into
    DIR exactly as received.
    """
    from transforms.fields.cable_id import canonical
    from warehouse.export import export_documents, export_masked, export_table
    from warehouse.lake import Lake

    if bool(raw) == bool(name) or bool(name) != bool(target) or (cable and not raw):
        raise click.UsageError("name a table or view and a target file, or --raw DIR (and perhaps --cable ID)")
    if mask and raw:
        raise click.UsageError("--mask-protected cannot mask documents as received: export a table or view")
    with Lake.open(lake, read_only=True) as opened:
        if raw:
            cable = canonical(cable).value.value or cable
            print(f"{export_documents(opened, raw, cable):,} documents written to {raw}")
        elif name and target:
            written = (export_masked if mask else export_table)(opened, name, target, exact=exact)
            print(f"{written:,} rows written to {target}")
    return 0


@click.command()
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--browser", is_flag=True, help="Open a browser.")
@click.option("--sql", "has_sql", is_flag=True, help="Also serve a page that answers SQL queries, read-only.")
@mask_option
@lake_option
def dashboard(port: int, browser: bool, has_sql: bool, mask: bool, lake: str) -> int:
    """Serve the pages of the lake, on this machine only.

    The server runs until it is interrupted.
    """
    from dashboards.launch import require, serve
    from warehouse.lake import Place

    warehouse = Place.of(lake).warehouse
    require(warehouse, port)
    print(f"dashboard http://127.0.0.1:{port} (interrupt to end it)", flush=True)
    serve(warehouse, port, open_browser=browser, mask=mask, has_sql=has_sql)
    return 0
