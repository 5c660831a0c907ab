"""Lists that come in pages."""

from __future__ import annotations

from typing import Any, Callable, Generic, Iterator, Optional, TypeVar

Page = TypeVar("Page")
Item = TypeVar("Item")


class Pages(Generic[Page, Item]):
    """
    A list that comes in pages. Iterate it for all entries, or `pages()` for all pages; `first()` is one page alone.
    Nothing is read before you ask for it, nor ahead.
    """

    def __init__(self, read: Callable[[Optional[str]], Any], entries: str) -> None:
        self._read = read
        self._entries = entries

    def first(self) -> Page:
        """The first page. Pass its `nextCursor` as `cursor` to get the next one."""
        page: Page = self._read(None)
        return page

    def pages(self) -> Iterator[Page]:
        """The pages, in order."""
        cursor: Optional[str] = None
        while True:
            page = self._read(cursor)
            yield page
            cursor = page.get("nextCursor")
            if cursor is None:
                return

    def __iter__(self) -> Iterator[Item]:
        for page in self.pages():
            content: Any = page
            yield from content[self._entries]
