"""Numbers that several telegrams share are reported, and none of these telegrams is lost."""

import datetime as dt


def test_only_ids_with_documents_of_different_days_are_reported(lake, deliver, cable, rows):
    deliver(
        cable("76STATE290286", b"one", date=dt.date(1976, 11, 26), subject="COTTON"),
        cable("76STATE290286", b"two", date=dt.date(1976, 12, 2), subject="WOOL"),
        cable("76STATE290286", b"three", date=dt.date(1976, 12, 2), subject="Wool"),
        cable("76LIMA1", b"four", date=dt.date(1976, 1, 2), subject="COPPER"),
        cable("76LIMA1", b"five", date=dt.date(1976, 1, 2), subject="COPPER", redactions=3),
        cable("76LIMA2", b"six", date=None),
    )
    assert rows("SELECT cable_id, documents, days, subjects FROM shared_ids") == [("76STATE290286", 3, 2, 2)]
    assert rows("SELECT count(*) FROM cable_versions WHERE cable_id = '76STATE290286'") == [(3,)]
