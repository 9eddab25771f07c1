"""A schedule that watches a prefix in a store, parses on a cluster, and keeps its lake in the store and in Postgres."""

import pytest

from warehouse.lake import Lake, LakeError, Place

pytestmark = pytest.mark.campaign

SETTINGS = """
catalog = "{catalog}"
data = "{prefix}/lake"

[ingest]
sources = ["{prefix}/inbox/"]
every_seconds = 2
address = "{address}"
"""


def test_an_inbox_in_a_store_is_watched(serve, services, database, cluster, tmp_path, telegram, monkeypatch):
    prefix = f"s3://cables/{tmp_path.name}"
    access = {name: value for name, value in services.environment.items() if name.startswith(("AWS_", "PG"))}
    for name, value in access.items():
        monkeypatch.setenv(name, value)

    def put(serial, text):
        with services.files.open_output_stream(f"{prefix.removeprefix('s3://')}/inbox/07QUITO{serial}.txt") as stream:
            stream.write(text.encode())

    served = serve(SETTINGS.format(catalog=database, prefix=prefix, address=cluster[0]), **access)
    # nothing is there yet, which is not a failure
    first = served.wait(lambda: served.runs(types=["COMPLETED"]), "run")[0]
    assert first["auto_scheduled"] and first["state"]["message"].startswith("0 documents")
    put(301, telegram(301))
    put(302, telegram(302))

    def holds(documents, cables):
        def look():
            try:
                with Lake.open(Place.of(tmp_path / "lake"), read_only=True) as lake:
                    return (lake.count("documents"), lake.count("cables")) == (documents, cables)
            except LakeError:
                return False

        return look

    served.wait(holds(2, 2), "telegrams")
    put(301, telegram(301).replace("in spring", "in summer"))
    served.wait(holds(3, 2), "second version")
    assert not served.runs(types=["FAILED", "CRASHED"])
    served.end()
    log = served.log.read_text()
    assert "Traceback" not in log and not any(access[name] in log for name in ("AWS_SECRET_ACCESS_KEY", "PGPASSWORD"))
