"""Answers "ping" with "pong". Needs Python 3.9 or later and nothing else."""

import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

API = os.environ.get("API", "http://localhost:3000")
API_KEY = os.environ["API_KEY"]
API_WEBHOOK_SECRET = os.environ["API_WEBHOOK_SECRET"]
PORT = int(os.environ.get("PORT", "4000"))
MAX_AGE_MS = 5 * 60 * 1000


def is_genuine(headers, body):
    """Verifies the raw bytes of a request. Do this before you parse them."""
    timestamp = headers.get("X-Miaw-Timestamp", "")
    if not timestamp.isdecimal() or abs(time.time() * 1000 - int(timestamp)) >= MAX_AGE_MS:
        return False
    key = (API_WEBHOOK_SECRET + timestamp).encode()
    expected = "sha256=" + hmac.new(key, body, "sha256").hexdigest()
    received = headers.get("X-Miaw-Signature", "")
    return hmac.compare_digest(received.encode(), expected.encode())


def handle(event):
    if event["event"] != "message" or event["data"].get("text", "").strip().lower() != "ping":
        return
    answer = {"to": event["data"]["chatId"], "text": "pong"}
    request = Request(
        f"{API}/api/v1/instances/{event['instanceId']}/messages/text",
        data=json.dumps(answer).encode(),
        headers={
            "Authorization": f"Bearer {API_KEY}",
            "Content-Type": "application/json",
            # A webhook may arrive more than once. With this key, the answer is sent only once.
            "Idempotency-Key": f"pong-{event['id']}",
        },
    )
    urlopen(request, timeout=30).close()


def receive(headers, body):
    """Returns the status of our answer."""
    if not is_genuine(headers, body):
        return 401
    try:
        handle(json.loads(body))
        return 200
    except OSError as error:
        print(error.read().decode() if isinstance(error, HTTPError) else error)
        return 500  # the event is delivered again later


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.send_response(receive(self.headers, body))
        self.send_header("Content-Length", "0")
        self.end_headers()


if __name__ == "__main__":
    print(f"waiting for webhooks on port {PORT}", flush=True)
    ThreadingHTTPServer(("", PORT), Receiver).serve_forever()
