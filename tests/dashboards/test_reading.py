"""Cells as people read them."""

import numpy as np
import pandas as pd
import pytest

from dashboards.reading import printed


@pytest.mark.parametrize(
    ("value", "column", "words"),
    [
        (np.int64(12345), "cables", "12,345"),
        (np.int64(1973), "year", "1973"),
        (12958, "serial", "12958"),
        (1234.0, "cables", "1,234"),
        (0.12345, "share", "0.123"),
        (np.bool_(False), "is_partial", "no"),
        (float("nan"), "lag_days", ""),
        (pd.Timestamp("2006-01-02"), "date", "2006-01-02"),
        (["NOFORN", "FOUO"], "handling", "NOFORN, FOUO"),
    ],
)
def test_a_cell_in_words(value, column, words):
    assert printed(value, column) == words
