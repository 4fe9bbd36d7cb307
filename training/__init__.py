"""Teaches the reader of tips from the examples in `catalog/examples`: `make train`."""
