"""Measurements of cablelake, and the invented cables they are made on."""
