"""Files that are uploaded, and the forms that they are sent in."""

from __future__ import annotations

import json
import mimetypes
import os
import secrets
from dataclasses import dataclass
from typing import Any, BinaryIO, List, Mapping, Optional, Tuple, Union


@dataclass
class Upload:
    """A file with a name and a media type of your choice."""

    content: Union[bytes, BinaryIO]
    filename: str = "file"
    content_type: Optional[str] = None
    """Default: what the name says."""


File = Union[bytes, "os.PathLike[str]", BinaryIO, Upload]
"""A file to upload: its bytes, its path, an open binary file, or an `Upload`."""


def form_of(fields: Mapping[str, Any]) -> Tuple[str, bytes]:
    """Returns the content type and the bytes of a form (RFC 7578). Files are read."""
    boundary = secrets.token_hex(16)
    parts: List[bytes] = []
    for name, value in fields.items():
        for each in value if isinstance(value, (list, tuple)) else [value]:
            head, content = _part_of(name, each)
            parts += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
    parts.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(parts)


def _part_of(name: str, value: Any) -> Tuple[str, bytes]:
    disposition = f'Content-Disposition: form-data; name="{name}"'
    if isinstance(value, str):
        return disposition, value.encode()
    if value is None or isinstance(value, (bool, int, float, dict)):
        return disposition, json.dumps(value).encode()
    upload = _upload_of(value)
    content = upload.content if isinstance(upload.content, bytes) else upload.content.read()
    kind = upload.content_type or mimetypes.guess_type(upload.filename)[0]
    filename = upload.filename.replace("\\", "_").replace('"', "%22").replace("\r", "").replace("\n", "")
    return (
        f'{disposition}; filename="{filename}"\r\nContent-Type: {kind or "application/octet-stream"}',
        content,
    )


def _upload_of(value: Any) -> Upload:
    if isinstance(value, Upload):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return Upload(bytes(value))
    if isinstance(value, os.PathLike):
        with open(value, "rb") as file:
            return Upload(file.read(), os.path.basename(os.fspath(value)))
    if hasattr(value, "read"):
        name = getattr(value, "name", None)
        return Upload(value, os.path.basename(name) if isinstance(name, str) else "file")
    raise TypeError(f"a file is bytes, a path, an open file or an Upload, not {type(value).__name__}")
