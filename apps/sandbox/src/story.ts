import type { JsonApi } from './api.js';
import type { Receiver, Webhook } from './receiver.js';
import { screen } from './screen.js';

/** The two WhatsApp accounts of the story, each linked to an instance of the server. */
const BOT = { id: 'bot', phone: '628111111111', name: 'Acme Support' };
const CUSTOMER = { id: 'customer', phone: '15550001111', name: 'Casey Customer' };

export interface Stage {
  api: JsonApi;
  emulator: JsonApi;
  receiver: Receiver;
}

type Who = typeof BOT;

function of(who: Who, event: string, fits: (webhook: Webhook) => boolean = () => true) {
  return (webhook: Webhook): boolean =>
    webhook.instanceId === who.id && webhook.event === event && fits(webhook);
}

/** Links an instance to a phone, which scans the QR code. */
async function link(stage: Stage, who: Who): Promise<void> {
  const { api, emulator, receiver } = stage;
  await api.call('POST', '/instances', { instanceId: who.id, webhookUrl: receiver.url });
  await emulator.call('POST', '/phones', { phone: who.phone, name: who.name });
  const { qr } = await api.call('POST', `/instances/${who.id}/connect`);
  if (typeof qr !== 'string') throw new Error('the server returned no QR code');
  screen.say(`    ${who.name} scans the QR code with the phone ${who.phone}:`);
  await emulator.call('POST', `/phones/${who.phone}/scan`, { qr });
  await receiver.heard(of(who, 'ready'), `ready of ${who.id}`);
}

/** Sends a text and waits until the other side has it as a webhook. */
async function text(
  stage: Stage,
  from: Who,
  to: Who,
  words: string,
  quotedMessageId?: string,
): Promise<Webhook> {
  const { messageId } = await stage.api.call('POST', `/instances/${from.id}/messages/text`, {
    to: to.phone,
    text: words,
    quotedMessageId,
  });
  return stage.receiver.heard(
    of(to, 'message', ({ data }) => data['id'] === messageId),
    `message ${String(messageId)}`,
  );
}

/** Plays the conversation, step by step, over the real protocol. */
export async function play(stage: Stage): Promise<void> {
  const { api, emulator } = stage;
  screen.step(1, `Create the instance "${BOT.id}" and link it to a phone`);
  await link(stage, BOT);

  screen.step(2, `Create and link "${CUSTOMER.id}", somebody to talk to`);
  await link(stage, CUSTOMER);

  screen.step(3, 'The bot writes first, and the customer receives a webhook');
  const greeting = await text(stage, BOT, CUSTOMER, 'Hello! How can I help you?');

  screen.step(4, 'The customer replies, and the bot receives a webhook');
  const answer = await text(stage, CUSTOMER, BOT, 'Where is my parcel?', String(greeting.data['id']));

  screen.step(5, 'The bot replies, and learns that its message was delivered');
  const reply = await text(stage, BOT, CUSTOMER, 'It arrives today.', String(answer.data['id']));
  await stage.receiver.heard(
    of(
      BOT,
      'message_status',
      ({ data }) => data['messageId'] === reply.data['id'] && data['status'] === 'delivered',
    ),
    'delivered',
  );

  screen.step(6, "The customer's phone shows the messages that it decrypted itself");
  await emulator.call('GET', `/phones/${CUSTOMER.phone}/messages`);

  screen.title(
    'That was the real server, talking WhatsApp’s own protocol to the emulator. It keeps running.',
  );
  screen.say('Send more from the bot:');
  screen.command(
    api.curl('POST', `/instances/${BOT.id}/messages/text`, { to: CUSTOMER.phone, text: 'Anything else?' }),
  );
  screen.say('Write to the bot from a phone (any number works):');
  screen.command(
    emulator.curl('POST', '/phones/4915112345678/messages', { to: BOT.phone, text: 'Hi, is this Acme?' }),
  );
  screen.say('Check the status of the bot:');
  screen.command(api.curl('GET', `/instances/${BOT.id}/status`));
  screen.say('Webhooks are printed here as they arrive. Ctrl-C ends the sandbox.');
}
