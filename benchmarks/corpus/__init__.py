"""Invented cables of both eras, in every format that cablelake reads, with the values their texts were made from.

`python -m benchmarks.corpus sample` writes the sample corpus of this repository; `--cables` and `--only` write any
number of cables in one format, for measurements. Nothing here looks at the parser.
"""
