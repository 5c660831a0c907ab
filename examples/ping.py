"""Answers "ping" with "pong", as events come. Needs miaw_api, the client in clients/python."""

import os

from miaw_api import Miaw

miaw = Miaw(os.environ.get("MIAW_URL", "http://localhost:3000"), os.environ["MIAW_KEY"])
bot = miaw.instance(os.environ.get("INSTANCE", "my-bot-1"))

print("waiting for messages", flush=True)
for event in bot.events.follow(types=["message"]):
    if event["event"] != "message" or event["data"].get("text", "").strip().lower() != "ping":
        continue
    message = event["data"]
    bot.messages.send_text(
        to=message["chatId"],
        text="pong",
        quoted_message_id=message["id"],
        # With this key, the answer is sent only once, also if this program is started twice.
        idempotency_key=f"pong-{event['id']}",
    )
