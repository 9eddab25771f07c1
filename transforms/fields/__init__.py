"""One module per field. Each has NAME, an ordered table RULES, and parse(zones, context) -> Parsed."""
