// Answers "ping" with "pong", as events come. Needs miaw-api-client.
import { Miaw } from 'miaw-api-client';

const { MIAW_URL = 'http://localhost:3000', MIAW_KEY, INSTANCE = 'my-bot-1' } = process.env;
const bot = new Miaw({ baseUrl: MIAW_URL, apiKey: MIAW_KEY }).instance(INSTANCE);

console.log('waiting for messages');
for await (const event of bot.events.follow({ types: ['message'] })) {
  if (event.event !== 'message' || event.data.text?.trim().toLowerCase() !== 'ping') continue;
  const { id, chatId } = event.data;
  // With this key, the answer is sent only once, also if this program is started twice.
  const idempotencyKey = `pong-${event.id}`;
  await bot.messages.sendText({ to: chatId, text: 'pong', quotedMessageId: id }, { idempotencyKey });
}
