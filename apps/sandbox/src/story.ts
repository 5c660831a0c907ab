import type { JsonApi } from './api.js';
import type { Receiver, Webhook } from './receiver.js';
import { screen } from './screen.js';

/** The account that is linked to the server, and somebody who writes to it. */
const BOT = { id: 'bot', phone: '628111111111', name: 'Acme Support' };
const CUSTOMER = { phone: '15550001111', name: 'Casey' };

/** A red square of 8 by 8 pixels. */
const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEUlEQVQImWM4Y2yMFTEMLQkACspMgcuiywsAAAAASUVORK5CYII=';

export interface Stage {
  api: JsonApi;
  emulator: JsonApi;
  receiver: Receiver;
}

function of(event: string, fits: (webhook: Webhook) => boolean = () => true) {
  return (webhook: Webhook): boolean =>
    webhook.instanceId === BOT.id && webhook.event === event && fits(webhook);
}

/** Sends a text from the bot, and waits until its status is reached. @returns its id */
async function reply({ api, receiver }: Stage, text: string, quotedMessageId?: string): Promise<string> {
  const body = { to: CUSTOMER.phone, text, quotedMessageId };
  const { messageId } = await api.call('POST', `/instances/${BOT.id}/messages/text`, body);
  const id = String(messageId);
  await reaches(receiver, id, 'delivered');
  screen.chat(BOT.name, text, '✓✓');
  return id;
}

async function reaches(receiver: Receiver, id: string, status: string): Promise<void> {
  await receiver.heard(
    of('message_status', ({ data }) => data['messageId'] === id && data['status'] === status),
    `${status} of ${id}`,
  );
}

/** Plays the conversation, step by step, over the real protocol. */
export async function play(stage: Stage): Promise<void> {
  const { api, emulator, receiver } = stage;
  screen.step(1, `The server creates the instance "${BOT.id}", and ${BOT.name} scans its QR code`);
  await emulator.call('POST', '/phones', { phone: BOT.phone, name: BOT.name });
  await emulator.call('POST', '/phones', { phone: CUSTOMER.phone, name: CUSTOMER.name });
  await api.call('POST', '/instances', { instanceId: BOT.id, webhookUrl: receiver.url });
  const { qr } = await api.call('POST', `/instances/${BOT.id}/connect`);
  if (typeof qr !== 'string') throw new Error('the server returned no QR code');
  await emulator.call('POST', `/phones/${BOT.phone}/scan`, { qr });
  await receiver.heard(of('ready'), 'ready');

  screen.step(2, `${CUSTOMER.name} writes on the phone, and the bot gets a webhook`);
  const question = { to: BOT.phone, text: 'Where is my parcel?' };
  const { messageId } = await emulator.call('POST', `/phones/${CUSTOMER.phone}/messages`, question);
  await receiver.heard(
    of('message', ({ data }) => data['id'] === messageId),
    'the question',
  );

  screen.step(3, 'The bot answers, and learns that the phone has it');
  const answer = await reply(stage, 'It arrives today.', String(messageId));

  screen.step(4, `${CUSTOMER.name} reads it, and the bot learns that, too`);
  await emulator.call('POST', `/phones/${CUSTOMER.phone}/messages/${answer}/read`);
  await reaches(receiver, answer, 'read');
}

/** Commands to go on with. Each can be given again and again. @param apiKey which they read from the environment */
export function invite({ api, emulator }: Stage, apiKey: string): void {
  screen.title('That was the real server, over WhatsApp’s own protocol. It keeps running: try more.');
  const suggest = (text: string, command: string): void => {
    screen.say(text);
    screen.command(command);
  };
  suggest('For these commands, another terminal needs the key:', `export API_KEY=${apiKey}`);
  const send = `/instances/${BOT.id}/messages`;
  suggest(
    `The bot writes to ${CUSTOMER.name}:`,
    api.curl('POST', `${send}/text`, { to: CUSTOMER.phone, text: 'Anything else?' }),
  );
  suggest(
    'It sends a picture:',
    api.curl('POST', `${send}/image`, { to: CUSTOMER.phone, media: PICTURE, caption: 'Your parcel' }),
  );
  suggest(
    'Somebody writes to the bot; any number works:',
    emulator.curl('POST', '/phones/4915112345678/messages', { to: BOT.phone, text: 'Hi, is this Acme?' }),
  );
  suggest(
    'The connection breaks, and the server connects again:',
    emulator.curl('POST', '/faults', { kind: 'drop', phone: BOT.phone }),
  );
  suggest('How is the bot?', api.curl('GET', `/instances/${BOT.id}/status`));
  screen.say('');
  screen.say('Webhooks and messages are printed here as they arrive. Ctrl-C ends the sandbox.');
}
