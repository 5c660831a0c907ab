// Answers what many people ask, and keeps quiet in a chat after somebody of yours has written there from the phone or from
// WhatsApp on a computer. Needs miaw-api-client.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { Miaw } from 'miaw-api-client';

const { MIAW_URL = 'http://localhost:3000', MIAW_KEY, INSTANCE = 'my-bot-1' } = process.env;
const { QUIET_HOURS = '12', STATE = 'help-desk.json' } = process.env;
const QUIET_MS = Number(QUIET_HOURS) * 60 * 60 * 1000;
const ANSWERS = [
  [/\b(open|hours)\b/i, 'We are open from Monday to Friday, 9 to 17.'],
  [/\b(where|address)\b/i, 'You find us at 12 Bakery Street.'],
];
const OTHERWISE = 'Thank you! Somebody will answer you soon.';

const bot = new Miaw({ baseUrl: MIAW_URL, apiKey: MIAW_KEY }).instance(INSTANCE);
// `after`: the last event that was dealt with; `people`: by chat, when somebody of yours last wrote there; `greeted`: the chats
// that were told that somebody will answer.
const state = existsSync(STATE)
  ? JSON.parse(readFileSync(STATE, 'utf8'))
  : { after: (await bot.events.listEvents({ limit: 1 })).lastSequence, people: {}, greeted: {} };

/** Whenever this program ends, the file is whole: it is written beside, and then takes the place of the last one. */
function keep() {
  writeFileSync(`${STATE}.new`, JSON.stringify(state));
  renameSync(`${STATE}.new`, STATE);
}

/** @returns undefined if there is nothing to say */
function answerTo({ chatId, text = '' }) {
  const known = ANSWERS.find(([question]) => question.test(text))?.[1];
  if (known !== undefined || state.greeted[chatId]) return known;
  state.greeted[chatId] = true;
  return OTHERWISE;
}

async function handle({ event, id, timestamp, data }) {
  const { chatId } = data;
  if (event === 'message_sent') {
    state.people[chatId] = timestamp;
    delete state.greeted[chatId];
    return;
  }
  if (data.isGroup || timestamp - (state.people[chatId] ?? 0) < QUIET_MS) return;
  const text = answerTo(data);
  // The key belongs to the event: should this program end before it has written its state, the answer is not sent again.
  if (text !== undefined)
    await bot.messages.sendText({ to: chatId, text }, { idempotencyKey: `answer-${id}` });
}

keep();
console.log('waiting for messages');
for await (const event of bot.events.follow({ after: state.after, types: ['message', 'message_sent'] })) {
  await handle(event);
  state.after = event.sequence;
  keep();
}
