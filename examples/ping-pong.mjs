// Answers "ping" with "pong". Needs Node 20 or later and nothing else.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

const { API_KEY, API_WEBHOOK_SECRET, API = 'http://localhost:3000', PORT = '4000' } = process.env;
const MAX_AGE_MS = 5 * 60 * 1000;

/** @param body the raw bytes of the request: verify them before you parse them */
function isGenuine(headers, body) {
  const timestamp = String(headers['x-miaw-timestamp']);
  if (!(Math.abs(Date.now() - Number(timestamp)) < MAX_AGE_MS)) return false;
  const hmac = createHmac('sha256', API_WEBHOOK_SECRET + timestamp).update(body);
  const expected = Buffer.from(`sha256=${hmac.digest('hex')}`);
  const received = Buffer.from(String(headers['x-miaw-signature']));
  return received.length === expected.length && timingSafeEqual(received, expected);
}

async function handle({ id, event, instanceId, data }) {
  if (event !== 'message' || data.text?.trim().toLowerCase() !== 'ping') return;
  const response = await fetch(`${API}/api/v1/instances/${instanceId}/messages/text`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${API_KEY}`,
      'Content-Type': 'application/json',
      // A webhook may arrive more than once. With this key, the answer is sent only once.
      'Idempotency-Key': `pong-${id}`,
    },
    body: JSON.stringify({ to: data.chatId, text: 'pong' }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

/** @returns the status of our answer */
async function receive(request) {
  const body = await buffer(request);
  if (!isGenuine(request.headers, body)) return 401;
  await handle(JSON.parse(body));
  return 200;
}

const server = createServer((request, response) => {
  receive(request).then(
    (status) => response.writeHead(status).end(),
    (error) => {
      console.error(error.message);
      response.writeHead(500).end(); // the event is delivered again later
    },
  );
});
server.listen(Number(PORT), () => console.log(`waiting for webhooks on port ${PORT}`));
