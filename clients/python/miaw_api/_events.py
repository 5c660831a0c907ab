"""The event log, followed as it grows."""

from __future__ import annotations

import json
import threading
import time
from http.client import HTTPException, HTTPResponse
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from ._caller import backoff, segment
from ._resources import EventsApi
from .errors import ApiError, NoAnswerError
from .types import Event, EventName, Gap

_IDLE = 60.0
"""Seconds. The server writes a comment every 15 seconds."""


class EventLog(EventsApi):
    """The event log of an instance."""

    def follow(
        self,
        *,
        after: Optional[int] = None,
        types: Optional[Sequence[EventName]] = None,
        stop: Optional[threading.Event] = None,
        on_gap: Optional[Callable[[Gap], None]] = None,
    ) -> Iterator[Event]:
        """
        All events from a position on, as they happen, each once and in order, without end. When the connection breaks, it
        is made again, and goes on after the last event. Keep the `sequence` of the last event that you have dealt with, to
        go on there after a restart of your program.

        Args:
            after: Begin after the event with this `sequence`; 0: with the oldest. Default: with the next event.
            types: Only events with these names.
            stop: Ends the iteration once it is set, within 15 seconds if no event comes.
            on_gap: Called with a range of sequences whose events are no longer kept.

        Raises:
            ApiError: If the server refuses the stream: an unknown instance, or a key that may not do this.
        """
        position = after
        failures = 0
        while not _is_set(stop):
            try:
                if position is None:
                    position = self.list_events(limit=1)["lastSequence"]
                with self._stream(position, types) as response:
                    for last_id, name, data in frames_of(response):
                        failures = 0
                        if _is_set(stop):
                            return
                        if data is None:
                            continue
                        content = json.loads(data)
                        if name == "gap":
                            if on_gap:
                                on_gap(content)
                        elif isinstance(content, dict) and "sequence" in content:
                            yield content  # type: ignore[misc]
                        if last_id is not None:
                            position = int(last_id)
            except (NoAnswerError, OSError, HTTPException):
                pass
            except ApiError as error:
                if error.status < 500 and error.status != 429:
                    raise
            pause = backoff(failures)
            if stop:
                stop.wait(pause)
            else:
                time.sleep(pause)
            failures += 1

    def _stream(self, after: int, names: Optional[Sequence[EventName]]) -> HTTPResponse:
        query: Dict[str, object] = {"after": after}
        if names:
            query["types"] = ",".join(names)
        return self._caller.open(
            "GET",
            f"/api/v1/instances/{segment(self._instance_id)}/events/stream",
            query=query,
            accept="text/event-stream",
            timeout=_IDLE,
        )


def frames_of(lines: "Iterator[bytes] | HTTPResponse") -> Iterator[Tuple[Optional[str], str, Optional[str]]]:
    """
    The server-sent events in the lines of a body (HTML, 9.2.6), until it ends: id, name and data. A block without data, such
    as a comment, has None in its place.
    """
    fields: Dict[str, List[str]] = {}
    begun = False
    for line in lines:
        text = line.decode().rstrip("\r\n")
        if text:
            begun = True
            name, _, value = text.partition(":")
            fields.setdefault(name, []).append(value[1:] if value.startswith(" ") else value)
        elif begun:
            data = fields.get("data")
            yield (
                fields["id"][-1] if "id" in fields else None,
                fields["event"][-1] if "event" in fields else "message",
                "\n".join(data) if data is not None else None,
            )
            fields, begun = {}, False


def _is_set(stop: Optional[threading.Event]) -> bool:
    return stop is not None and stop.is_set()
