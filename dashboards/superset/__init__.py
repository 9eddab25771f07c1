"""Databases, datasets, charts and a dashboard for Apache Superset, with stable identities."""
