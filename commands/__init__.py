"""This is the command line: one module for each verb of `python app.py --help`."""

from __future__ import annotations
