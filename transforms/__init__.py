"""From raw documents to typed tables. Pure: no clock, no network, no Prefect, no DuckDB."""
