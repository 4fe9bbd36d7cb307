"""This is what people bring and take: lists in CSV and XLSX, checked row by row."""

from __future__ import annotations
