import unittest
from typing import List, Optional, Tuple

from miaw_api._events import frames_of


def frames(text: str) -> List[Tuple[Optional[str], str, Optional[str]]]:
    return list(frames_of(iter(text.encode().splitlines(keepends=True))))


class Frames(unittest.TestCase):
    def test_have_id_name_and_data(self) -> None:
        self.assertEqual(frames("id: 7\nevent: qr\ndata: {}\n\n"), [("7", "qr", "{}")])

    def test_have_defaults_and_data_in_several_lines(self) -> None:
        self.assertEqual(frames("data:a\r\ndata: b\r\n\r\n"), [(None, "message", "a\nb")])

    def test_without_data_are_signs_of_life(self) -> None:
        self.assertEqual(frames(": ping\n\n\nretry: 1\n\n"), [(None, "message", None)] * 2)

    def test_that_are_not_whole_are_left_out(self) -> None:
        self.assertEqual(frames("data: a\n\ndata: b\n"), [(None, "message", "a")])
