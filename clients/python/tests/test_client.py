from __future__ import annotations

import io
import tempfile
import threading
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, List

from miaw_api import (
    ApiError,
    ConflictError,
    InvalidRequestError,
    MiawError,
    NoAnswerError,
    NotFoundError,
    RateLimitedError,
    UnauthorizedError,
    UnavailableError,
    Upload,
    UpstreamTimeoutError,
    WhatsAppError,
)

from .world import (
    BOT_PHONE,
    INSTANCE,
    KEY,
    PERSON,
    Proxy,
    bot,
    emulate,
    eventually,
    miaw,
    over_server,
    person_has,
    person_writes,
)

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@over_server
class Operations(unittest.TestCase):
    def test_make_and_show_instances(self) -> None:
        made = miaw().instances.create_instance(instance_id="other", metadata={"customer": "42"})
        self.assertEqual(made["status"], "disconnected")
        listed = miaw().instances.list_instances(metadata=["customer:42"])
        self.assertEqual([each["instanceId"] for each in listed], ["other"])
        self.assertTrue(miaw().instance("other").delete_instance(logout="false")["deleted"])

    def test_send_texts(self) -> None:
        sent = bot().messages.send_text(to=PERSON, text="Hello ☀", mentions=[PERSON])
        self.assertEqual(sent["status"], "sent")
        messages = eventually(person_has, lambda all: any(each["id"] == sent["messageId"] for each in all))
        self.assertIn("Hello ☀", [each.get("text") for each in messages])

    def test_take_times(self) -> None:
        tomorrow = datetime.now(timezone.utc) + timedelta(days=1)
        result = bot().messages.send_text(to=PERSON, text="later", send_at=tomorrow)
        self.assertEqual(result["status"], "scheduled")
        shown = bot().messages.cancel_scheduled(result["messageId"])
        self.assertEqual(shown["sendAt"][:19], tomorrow.isoformat()[:19])

    def test_upload_and_download_files(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory, "logo.png")
            path.write_bytes(PNG)
            media: List[Any] = [path, PNG, io.BytesIO(PNG), Upload(PNG, 'the "logo".png')]
            for each in media:
                sent = bot().messages.send_image_upload(to=PERSON, media=each, caption="Logo", mentions=[PERSON, BOT_PHONE])
                with bot().messages.get_message_media(sent["messageId"]) as file:
                    self.assertEqual((file.content_type, file.read()), ("image/png", PNG))
            copy = Path(directory, "copy.png")
            bot().messages.get_message_media(sent["messageId"]).save(copy)
            self.assertEqual(copy.read_bytes(), PNG)
        with self.assertRaises(TypeError):
            bot().messages.send_image_upload(to=PERSON, media=object())  # type: ignore[arg-type]

    def test_upload_several_files_at_once(self) -> None:
        items: Any = [{"type": "image", "caption": "one"}, {"type": "image"}]
        album = bot().messages.send_album_upload(to=PERSON, media=[PNG, PNG], items=items)
        self.assertEqual([each["status"] for each in album["results"]], ["sent", "sent"])

    def test_read_lists_by_the_page_and_to_their_end(self) -> None:
        sent = [bot().messages.send_text(to=PERSON, text=str(number))["messageId"] for number in range(5)]
        listed = bot().chats.list_messages(PERSON, limit=2)
        self.assertEqual(len(listed.first()["messages"]), 2)
        ids = [each["id"] for each in listed]
        self.assertEqual(ids[:5], sent[::-1])
        sizes = [len(page["messages"]) for page in listed.pages()]
        self.assertEqual((sizes[:2], sum(sizes)), ([2, 2], len(ids)))

    def test_quote_what_stands_in_paths(self) -> None:
        with self.assertRaises(NotFoundError) as caught:
            bot().messages.get_message("a/../b?c#d é")
        self.assertEqual(caught.exception.code, "MESSAGE_NOT_FOUND")
        with self.assertRaises(MiawError):
            miaw().instance("..").get_instance()


@over_server
class Errors(unittest.TestCase):
    def test_have_a_class_for_what_programs_do_about_them(self) -> None:
        messages = bot(max_retries=0).messages
        with self.assertRaises(NotFoundError) as missing:
            miaw().instance("nobody").get_instance()
        self.assertEqual((missing.exception.code, missing.exception.status), ("INSTANCE_NOT_FOUND", 404))
        self.assertRegex(str(missing.exception.correlation_id), "^[0-9a-f-]{36}$")
        with self.assertRaises(InvalidRequestError) as invalid:
            messages.send_text(to="", text="x")
        self.assertEqual([each["field"] for each in invalid.exception.fields], ["to"])
        self.assertIn("(to: ", str(invalid.exception))
        with self.assertRaises(UnauthorizedError):
            miaw(api_key="wrong").instances.list_instances()
        with self.assertRaises(ConflictError):
            bot().get_instance_qr()
        emulate("POST", "/faults", {"kind": "ack-error", "to": PERSON, "code": 463, "times": 1})
        with self.assertRaises(WhatsAppError):
            messages.send_text(to=PERSON, text="x")
        miaw().instances.create_instance(instance_id="unlinked")
        with self.assertRaises(UnavailableError) as away:
            miaw(max_retries=0).instance("unlinked").messages.send_text(to=PERSON, text="x")
        self.assertEqual((away.exception.code, away.exception.outcome), ("INSTANCE_NOT_CONNECTED", "not_sent"))
        with self.assertRaises(NoAnswerError) as gone:
            miaw(base_url="http://127.0.0.1:1", max_retries=0).instances.list_instances()
        self.assertIsInstance(gone.exception.__cause__, OSError)
        with self.assertRaises(MiawError):
            miaw(base_url="localhost:3000")

    def test_never_show_the_key(self) -> None:
        try:
            miaw().instance("nobody").get_instance()
        except ApiError as error:
            self.assertNotIn(KEY, repr(error) + str(error) + repr(vars(error)))

    def test_of_too_many_requests_say_how_long_to_wait_and_are_final_if_that_is_too_long(self) -> None:
        key = miaw().keys.create_key(name="limited", scopes=["instances:read"], rate_limit_per_minute=1)["key"]
        limited = bot(api_key=key, max_retry_wait=0.001)
        limited.get_instance_status()
        with self.assertRaises(RateLimitedError) as caught:
            limited.get_instance_status()
        self.assertGreater(caught.exception.retry_after or 0, 0)


@over_server
class Repetitions(unittest.TestCase):
    def setUp(self) -> None:
        self.proxy = Proxy()
        self.addCleanup(self.proxy.close)
        self.addCleanup(emulate, "DELETE", "/faults")

    def test_have_their_effect_once(self) -> None:
        emulate("POST", "/faults", {"kind": "silence", "xmlns": "w:g2", "phone": BOT_PHONE, "times": 1})
        group = bot(base_url=self.proxy.url).groups.create_group(name="Lunch", participants=[PERSON])
        self.assertEqual(self.proxy.connections, 2)
        groups = bot().groups.list_groups()["groups"]
        self.assertEqual([each["jid"] for each in groups if each["name"] == "Lunch"], [group["jid"]])

    def test_get_the_first_answer_with_a_key_of_the_program(self) -> None:
        def send() -> str:
            return bot().messages.send_text(to=PERSON, text="Once", idempotency_key="order-1742")["messageId"]

        self.assertEqual(send(), send())

    def test_are_given_up_in_the_end(self) -> None:
        emulate("POST", "/faults", {"kind": "silence", "xmlns": "usync", "about": "15550009999"})
        with self.assertRaises(UpstreamTimeoutError) as caught:
            bot(base_url=self.proxy.url, max_retries=1).messages.send_text(to="15550009999", text="x")
        self.assertEqual((caught.exception.outcome, self.proxy.connections), ("not_sent", 2))


@over_server
class Events(unittest.TestCase):
    def test_are_followed_over_a_broken_connection_each_once_and_in_order(self) -> None:
        proxy = Proxy()
        self.addCleanup(proxy.close)
        person_writes("before the cut")
        sequences: List[int] = []
        for event in bot(base_url=proxy.url).events.follow(after=0):
            sequences.append(event["sequence"])
            if event["event"] == "message" and event["data"].get("text") == "before the cut":
                proxy.cut()
                person_writes("after the cut")
            if event["event"] == "message" and event["data"].get("text") == "after the cut":
                break
        self.assertEqual(sequences, list(range(1, len(sequences) + 1)))
        self.assertGreater(proxy.connections, 1)

    def test_can_be_chosen_and_begin_with_the_next_one(self) -> None:
        stop = threading.Event()
        heard: List[Any] = []

        def listen() -> None:
            for event in bot().events.follow(types=["message"], stop=stop):
                heard.append(event)
                stop.set()

        person_writes("too early")
        eventually(
            lambda: [each["data"] for each in bot().events.list_events(types="message", limit=100)["events"]],
            lambda all: any(each.get("text") == "too early" for each in all),
        )
        listener = threading.Thread(target=listen)
        listener.start()

        def told() -> bool:
            person_writes("next")
            return stop.is_set()

        eventually(told, bool)
        # The iteration ends with the next event, at the latest.
        person_writes("one more")
        listener.join(120)
        self.assertFalse(listener.is_alive())
        self.assertEqual([each["data"]["text"] for each in heard], ["next"])

    def test_of_an_unknown_instance_are_an_error(self) -> None:
        with self.assertRaises(NotFoundError):
            next(iter(miaw().instance("nobody").events.follow()))


if __name__ == "__main__":
    unittest.main()
