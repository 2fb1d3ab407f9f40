"""Uploads stay in memory and stay small: nothing is written to a disk, and a long file is cut where it is too long."""

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# Longer than anything we accept, so that whoever reads it sees that it was too long.
MOST_BYTES = 256 * 1024


class SmallUploadHandler(FileUploadHandler):
    """Keeps the first `MOST_BYTES` bytes of a file and lets the others pass by."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        room = MOST_BYTES - self._kept.tell()
        if room > 0:
            self._kept.write(raw_data[:room])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        size = self._kept.tell()
        self._kept.seek(0)
        return InMemoryUploadedFile(
            self._kept, self.field_name, self.file_name or "", self.content_type or "", size, self.charset
        )
