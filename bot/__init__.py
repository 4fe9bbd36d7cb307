"""This is what takes arrivals in and carries answers out."""
