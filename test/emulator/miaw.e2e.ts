import { join } from 'node:path';
import { DEFAULT_CONNECTION_CONFIG } from '@whiskeysockets/baileys';
import { type MessageEdit, MiawClient, type MiawMessage, type MessageReaction } from 'miaw-core';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { Stage } from './stage.js';

const BOT = '628111111111';
const CUSTOMER = '15550001111';

describe('miaw-core over the emulator', () => {
  let stage: Stage;
  let client: MiawClient;
  const heard: MiawMessage[] = [];
  const edits: MessageEdit[] = [];
  const reactions: MessageReaction[] = [];
  const disconnects: (number | undefined)[] = [];
  let ready = 0;

  beforeAll(async () => {
    stage = await Stage.open();
    await stage.control.post('/phones', { phone: BOT, name: 'Shop' });
    await stage.control.post('/phones', { phone: CUSTOMER, name: 'Customer' });
    DEFAULT_CONNECTION_CONFIG.waWebSocketUrl = stage.emulator.webSocketUrl;
    client = new MiawClient({
      instanceId: 'shop',
      sessionPath: join(stage.directory, 'miaw'),
      reconnectDelay: 20,
    });
    // Saves the look-up of the current version on the internet.
    Object.assign(client, { cachedVersion: DEFAULT_CONNECTION_CONFIG.version });
    client.on('qr', (qr) => void stage.control.post(`/phones/${BOT}/scan`, { qr }));
    client.on('ready', () => ready++);
    client.on('message', (message) => heard.push(message));
    client.on('message_edit', (edit) => edits.push(edit));
    client.on('message_reaction', (reaction) => reactions.push(reaction));
    client.on('disconnected', (_reason, code) => disconnects.push(code));
    client.on('error', () => undefined);
    await client.connect();
    await comes('miaw-core to be ready', () => ready > 0);
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    await client.dispose();
    await stage.close();
  });

  const find = (text: string) => comes(`"${text}"`, () => heard.find((message) => message.text === text));

  it('pairs by itself and follows the restart', () => {
    expect(client.isConnected()).toBe(true);
  });

  it('hears a person, with number and name', async () => {
    await stage.control.post(`/phones/${CUSTOMER}/messages`, { to: BOT, text: 'Do you deliver?' });
    expect(await find('Do you deliver?')).toMatchObject({
      from: jidOf(CUSTOMER),
      senderName: 'Customer',
      type: 'text',
      fromMe: false,
    });
  });

  it('writes to a person', async () => {
    const result = await client.sendText(CUSTOMER, 'We do.');
    expect(result.success).toBe(true);
    const messages = await comes('the message', async () => {
      const list = await stage.control.get(`/phones/${CUSTOMER}/messages`);
      return list.length > 0 && list;
    });
    expect(messages).toMatchObject([{ id: result.messageId, text: 'We do.' }]);
  });

  it('hears a person edited plainly, and reactions', async () => {
    const { messageId } = await stage.control.post(`/phones/${CUSTOMER}/messages`, {
      to: BOT,
      text: 'Tody?',
    });
    await find('Tody?');
    const path = `/phones/${CUSTOMER}/messages/${messageId}`;
    await stage.control.post(`${path}/edit`, { text: 'Today?', form: 'plain' });
    await comes('the edit', () => edits.some((edit) => edit.messageId === messageId));
    await stage.control.post(`${path}/reaction`, { emoji: '🙏' });
    await comes('the reaction', () => reactions.some((reaction) => reaction.emoji === '🙏'));
  });

  it('reconnects after a drop and gets what it missed', async () => {
    const before = ready;
    await stage.control.post('/faults', { kind: 'drop', phone: BOT });
    await stage.control.post(`/phones/${CUSTOMER}/messages`, { to: BOT, text: 'Still there?' });
    await comes('the reconnect', () => ready > before);
    await find('Still there?');
  });

  it('sees 401 when it is unlinked on the phone', async () => {
    await stage.control.delete(`/phones/${BOT}/companions/1`);
    await comes('the close', () => disconnects.includes(401));
  });
});
