"""`make run` does not install pandas. DuckDB imports it where it is installed, which takes each command 0.3 s."""

raise ImportError("pandas comes with the tests, not with cablelake")
