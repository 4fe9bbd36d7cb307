"""The rules: the same input always gives the same output."""
