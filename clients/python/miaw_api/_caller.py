"""Calls operations: takes answers out of their envelopes, makes keys, repeats requests, and raises typed errors."""

from __future__ import annotations

import json
import os
import random
import secrets
import shutil
import time
from datetime import datetime, timezone
from email.message import Message
from http.client import HTTPException, HTTPResponse
from typing import Any, Dict, Mapping, Optional, Union
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from ._files import form_of
from ._pages import Pages
from .errors import MiawError, NoAnswerError, api_error, retry_after_of


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Any = _Absent()
"""What is not in the request. None is: it is null."""

_KEY = "Idempotency-Key"
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class Download:
    """A file that is being downloaded. Use it in a `with` statement, or close it."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        self.headers: Message = response.headers

    @property
    def content_type(self) -> str:
        return str(self.headers.get("Content-Type", "application/octet-stream"))

    def read(self, size: int = -1) -> bytes:
        """So many bytes; all that are left if `size` is not given. At the end there are none."""
        try:
            return self._response.read(None if size < 0 else size)
        except (OSError, HTTPException) as error:
            raise NoAnswerError(f"the download broke off: {error}") from error

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        """Writes the bytes that are left to a file, and closes the download."""
        with self, open(path, "wb") as file:
            shutil.copyfileobj(self, file)

    def close(self) -> None:
        self._response.close()

    def __enter__(self) -> "Download":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _NoRedirects(HTTPRedirectHandler):
    """A redirect is an answer: following it would send the key to another host."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirects)


def segment(value: str) -> str:
    """A value as a segment of a path."""
    if value in ("", ".", ".."):
        raise MiawError(f"{value!r} cannot be part of a path")
    return quote(value, safe="@")


class Caller:
    """What all operations of a client share."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        timeout: float,
        max_retries: int,
        max_retry_wait: float,
    ) -> None:
        if urlsplit(base_url).scheme not in ("http", "https"):
            raise MiawError(f"the address of the server must begin with http:// or https://, not {base_url!r}")
        self._base_url = base_url.rstrip("/")
        self._api_key = api_key
        self._timeout = timeout
        self._max_retries = max_retries
        self._max_retry_wait = max_retry_wait

    def data(self, method: str, path: str, **request: Any) -> Any:
        """`data` of the answer."""
        with self.open(method, path, **request) as response:
            try:
                content = response.read()
            except (OSError, HTTPException) as error:
                raise NoAnswerError(f"the answer broke off: {error}") from error
        envelope = _parsed(content)
        if not isinstance(envelope, dict) or "data" not in envelope:
            raise MiawError(f"{self._base_url} is not a server of miaw-api")
        return envelope["data"]

    def pages(self, entries: str, method: str, path: str, *, query: Mapping[str, Any], **request: Any) -> Pages[Any, Any]:
        """The pages of a list, whose entries have a name in each page."""

        def read(cursor: Optional[str]) -> Any:
            return self.data(method, path, query=query if cursor is None else {**query, "cursor": cursor}, **request)

        return Pages(read, entries)

    def download(self, method: str, path: str, **request: Any) -> Download:
        """The answer, whose body has not been read."""
        return Download(self.open(method, path, accept="*/*", **request))

    def open(
        self,
        method: str,
        path: str,
        *,
        query: Optional[Mapping[str, Any]] = None,
        body: Optional[Mapping[str, Any]] = None,
        form: Optional[Mapping[str, Any]] = None,
        body_required: bool = True,
        keyed: bool = False,
        idempotency_key: Optional[str] = None,
        accept: str = "application/json",
        timeout: Optional[float] = None,
    ) -> HTTPResponse:
        """
        The answer to a request, repeated while that is safe: if it had no effect for certain, or has its effect once,
        however often it is sent.
        """
        headers = {"Authorization": f"Bearer {self._api_key}", "Accept": accept}
        if keyed:
            headers[_KEY] = secrets.token_hex(16) if idempotency_key is None else idempotency_key
        content: Optional[bytes] = None
        fields = _present(form if body is None else body)
        if form is not None:
            headers["Content-Type"], content = form_of({name: _plain(value) for name, value in fields.items()})
        elif body is not None and (fields or body_required):
            headers["Content-Type"] = "application/json"
            content = json.dumps(fields, default=_plain, ensure_ascii=False).encode()
        request = Request(self._url(path, query), data=content, headers=headers, method=method)
        safe = keyed or method in ("GET", "HEAD", "PUT")
        for attempt in range(self._max_retries + 1):
            error: MiawError
            try:
                answer: HTTPResponse = _OPENER.open(
                    request, timeout=self._timeout if timeout is None else timeout
                )
                return answer
            except HTTPError as refusal:
                error, again, after = self._refusal(refusal, safe)
            except (OSError, HTTPException) as cause:
                error, again, after = NoAnswerError(f"the server did not answer: {cause}"), safe, None
                error.__cause__ = cause
            wait = min(backoff(attempt), self._max_retry_wait) if after is None else after
            if not again or attempt == self._max_retries or wait > self._max_retry_wait:
                raise error
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _url(self, path: str, query: Optional[Mapping[str, Any]]) -> str:
        values = {name: _word(value) for name, value in _present(query).items()}
        return f"{self._base_url}{path}" + (f"?{urlencode(values, doseq=True)}" if values else "")

    @staticmethod
    def _refusal(answer: HTTPError, safe: bool) -> Any:
        """The error, whether the request can be repeated, and what `Retry-After` says in seconds."""
        with answer:
            try:
                body = _parsed(answer.read())
            except (OSError, HTTPException):
                body = None
        error = api_error(answer.code, answer.headers, body)
        again = error.status == 429 or (
            error.status in (502, 503, 504) and (safe or error.outcome == "not_sent")
        )
        return error, again, retry_after_of(answer.headers)


def backoff(failures: int) -> float:
    """How long to wait after so many failures in a row, in seconds: longer each time, and never the same for all clients."""
    whole: float = min(_FIRST_PAUSE * 2 ** min(failures, 16), _LONGEST_PAUSE)
    return whole * random.uniform(0.75, 1)


def _present(fields: Optional[Mapping[str, Any]]) -> Dict[str, Any]:
    return {name: value for name, value in (fields or {}).items() if value is not ABSENT}


def _plain(value: Any) -> Any:
    """A value as JSON has it. A time without zone is one of this machine."""
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value


def _word(value: Any) -> Any:
    """A value of a query; lists are several."""
    if isinstance(value, (list, tuple)):
        return [_word(each) for each in value]
    return str(value).lower() if isinstance(value, bool) else str(_plain(value))


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None
