"""Cursor pages: stable under insertion, and never a count over a large table."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    page_size = 50
    max_page_size = 200
    page_size_query_param = "limit"
    ordering = "-id"
