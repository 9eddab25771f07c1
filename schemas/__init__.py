"""What a table is: every column defined once, and everything derived from that definition."""
