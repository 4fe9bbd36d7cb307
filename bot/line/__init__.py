"""This is the only package that speaks LINE."""
