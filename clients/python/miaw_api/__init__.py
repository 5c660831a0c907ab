"""A client for miaw-api, a self-hosted REST server for WhatsApp."""

from __future__ import annotations

from . import types, webhooks
from ._caller import Caller, Download
from ._events import EventLog
from ._files import File, Upload
from ._pages import Pages
from ._resources import InstanceApi, MiawApi
from .errors import (
    ApiError,
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    MiawError,
    NoAnswerError,
    NotFoundError,
    RateLimitedError,
    UnauthorizedError,
    UnavailableError,
    UpstreamTimeoutError,
    WhatsAppError,
)

__all__ = [
    "ApiError",
    "ConflictError",
    "Download",
    "File",
    "ForbiddenError",
    "Instance",
    "InvalidRequestError",
    "Miaw",
    "MiawError",
    "NoAnswerError",
    "NotFoundError",
    "Pages",
    "RateLimitedError",
    "UnauthorizedError",
    "UnavailableError",
    "Upload",
    "UpstreamTimeoutError",
    "WhatsAppError",
    "types",
    "webhooks",
]


class Instance(InstanceApi):
    """What can be done with one instance: a WhatsApp account."""

    def __init__(self, caller: Caller, instance_id: str) -> None:
        super().__init__(caller, instance_id)
        self.events: EventLog = EventLog(caller, instance_id)


class Miaw(MiawApi):
    """A server of miaw-api, for whoever has an API key. It may be used by several threads at once."""

    def __init__(
        self,
        base_url: str,
        api_key: str,
        *,
        timeout: float = 120.0,
        max_retries: int = 4,
        max_retry_wait: float = 60.0,
    ) -> None:
        """
        Args:
            base_url: Address of the server, such as `http://localhost:3000`.
            api_key: The key; it is sent to this address alone.
            timeout: How long to wait for the server, in seconds.
            max_retries: How often a request is repeated at most.
            max_retry_wait: The longest wait before a repetition, in seconds. If the server asks for a longer one, its answer is
                final.
        """
        super().__init__(
            Caller(base_url, api_key, timeout=timeout, max_retries=max_retries, max_retry_wait=max_retry_wait)
        )

    def instance(self, instance_id: str) -> Instance:
        """One instance. It need not exist yet."""
        return Instance(self._caller, instance_id)
