"""Versions of an essay: one as it was, and what changed between two."""
