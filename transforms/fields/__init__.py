"""One field a module. Each has NAME, an ordered table RULES, and parse(zones, context) -> Parsed."""
