"""Suggested edits: from a paragraph that a reader words anew to a patch that git takes."""
