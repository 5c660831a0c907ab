"""What this package raises."""

from __future__ import annotations

import time
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, Dict, List, Optional, Type


class MiawError(Exception):
    """Everything that this package raises."""


class NoAnswerError(MiawError):
    """There was no answer: the server cannot be reached, or the connection broke. `__cause__` says why."""


class ApiError(MiawError):
    """The server answered with an error."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: str = "UNKNOWN",
        details: Optional[Dict[str, Any]] = None,
        correlation_id: Optional[str] = None,
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        """HTTP status."""
        self.code = code
        """What programs rely on. `UNKNOWN` if the answer did not come from the API."""
        self.details: Dict[str, Any] = details or {}
        self.correlation_id = correlation_id
        """Id of the request in the log of the server."""
        self.retry_after = retry_after
        """What `Retry-After` says, in seconds."""

    def __str__(self) -> str:
        faults = "; ".join(f"{each.get('field')}: {each.get('reason')}" for each in self.fields)
        return f"{self.code}: {self.message}" + (f" ({faults})" if faults else "")

    @property
    def outcome(self) -> Optional[str]:
        """`not_sent`: the request had no effect and will not have any. `unknown`: it may have had one."""
        outcome = self.details.get("outcome")
        return outcome if outcome in ("not_sent", "unknown") else None

    @property
    def fields(self) -> List[Dict[str, str]]:
        """The invalid fields, each with `field` and `reason`; empty unless `code` is `INVALID_REQUEST`."""
        fields = self.details.get("fields")
        return [each for each in fields if isinstance(each, dict)] if isinstance(fields, list) else []


class InvalidRequestError(ApiError):
    """400: the request is malformed, or a field is invalid; see `fields`."""


class UnauthorizedError(ApiError):
    """401: the API key is missing or wrong."""


class ForbiddenError(ApiError):
    """403: the API key may not do this; see `details["missingScope"]`."""


class NotFoundError(ApiError):
    """404: `code` says what does not exist."""


class ConflictError(ApiError):
    """409: the current state does not allow the request, or an id is ambiguous."""


class RateLimitedError(ApiError):
    """429: too many requests; see `retry_after`."""


class UnavailableError(ApiError):
    """503: the instance is not connected, or the server cannot work right now."""


class UpstreamTimeoutError(ApiError):
    """504: WhatsApp did not answer in time; see `outcome`."""


class WhatsAppError(ApiError):
    """WhatsApp refused the request. Its own code is in `details["code"]`."""


_BY_STATUS: Dict[int, Type[ApiError]] = {
    400: InvalidRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitedError,
    503: UnavailableError,
    504: UpstreamTimeoutError,
}


def api_error(status: int, headers: Message, body: Any) -> ApiError:
    """The error that an answer is. `body` is parsed JSON; None if it is something else."""
    error = body.get("error") if isinstance(body, dict) else None
    error = error if isinstance(error, dict) else {}
    code, message, details = error.get("code"), error.get("message"), error.get("details")
    kind = WhatsAppError if code == "WHATSAPP_ERROR" else _BY_STATUS.get(status, ApiError)
    return kind(
        message if isinstance(message, str) else f"the server answered {status}",
        status=status,
        code=code if isinstance(code, str) else "UNKNOWN",
        details=details if isinstance(details, dict) else None,
        correlation_id=error.get("correlationId"),
        retry_after=retry_after_of(headers),
    )


def retry_after_of(headers: Message) -> Optional[float]:
    """What `Retry-After` says, in seconds: it has a number, or a date."""
    text = str(headers.get("Retry-After", ""))
    if text.isdecimal():
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - time.time(), 0.0)
    except (TypeError, ValueError, IndexError):
        return None
