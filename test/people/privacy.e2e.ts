import {
  blockContact,
  getBlocklist,
  getPrivacy,
  unblockContact,
  updatePrivacy,
  type UpdatePrivacy,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const path = { instanceId: 'bot' };

const world = useWorld({ SEND_TIMEOUT_MS: '6000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);

beforeAll(async () => {
  await world.emulator.phone(anna.phone, { name: 'Anna' });
  await world.emulator.phone(ben.phone, { name: 'Ben' });
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

const call = () => ({ client: world.api.client, path });
const about = (jid: string) => ({ client: world.api.client, path: { ...path, jid } });

async function phone(): Promise<{ privacy: Record<string, string>; [trait: string]: unknown }> {
  return world.emulator.get(`/phones/${BOT}`);
}

describe('privacy settings', () => {
  const change = (body: UpdatePrivacy) => outcomeOf(updatePrivacy({ ...call(), body }));
  const read = async () => (await outcomeOf(getPrivacy(call()))).data;

  it('are read, and changed one by one', async () => {
    expect(await read()).toMatchObject({ lastSeen: 'all', readReceipts: 'all', disappearingSeconds: 0 });
    const body: UpdatePrivacy = {
      lastSeen: 'contacts',
      online: 'match_last_seen',
      callAdd: 'known',
      disappearingSeconds: 604_800,
    };
    const { data } = await change(body);
    expect(data?.results).toEqual([
      { setting: 'lastSeen', value: 'contacts', status: 'changed' },
      { setting: 'online', value: 'match_last_seen', status: 'changed' },
      { setting: 'callAdd', value: 'known', status: 'changed' },
      { setting: 'disappearingSeconds', value: 604_800, status: 'changed' },
    ]);
    expect(await read()).toMatchObject({ ...body, about: 'all' });
    expect(await phone()).toMatchObject({ privacy: { last: 'contacts' }, disappearingSeconds: 604_800 });
  });

  it('say which of them WhatsApp refused, or left unanswered', async () => {
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'privacy', code: 406, times: 1 });
    await world.emulator.fault({ kind: 'silence', xmlns: 'disappearing_mode', times: 1 });
    const { code, data } = await change({ about: 'none', messages: 'contacts', disappearingSeconds: 0 });
    expect(code).toBe(200);
    expect(data?.results).toMatchObject([
      { setting: 'about', status: 'failed', error: { code: 'WHATSAPP_ERROR', details: { code: '406' } } },
      { setting: 'messages', status: 'changed' },
      { status: 'failed', error: { code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } } },
    ]);
    expect((await phone()).privacy).toMatchObject({ status: 'all', messages: 'contacts' });
  });

  it('are not tried for ever while WhatsApp is silent', async () => {
    await world.emulator.fault({ kind: 'silence', xmlns: 'privacy', times: 1 });
    const { data } = await change({ about: 'none', messages: 'all', disappearingSeconds: 86_400 });
    const failed = (outcome: string) => ({
      status: 'failed',
      error: { code: 'UPSTREAM_TIMEOUT', details: { outcome } },
    });
    expect(data?.results).toMatchObject([failed('unknown'), failed('not_sent'), failed('not_sent')]);
    expect(await phone()).toMatchObject({ privacy: { messages: 'contacts' }, disappearingSeconds: 604_800 });
  });

  it('decide about read receipts from the next one on, also if the phone changes them', async () => {
    const told = async () => {
      const id = await anna.writes('Read this');
      const { data } = await bot.read(id);
      return { senderTold: data?.senderTold, read: (await anna.receipts(id)).includes('read') };
    };
    expect(await told()).toEqual({ senderTold: true, read: true });
    await change({ readReceipts: 'none' });
    expect(await told()).toEqual({ senderTold: false, read: false });
    await world.emulator.request('PATCH', `/phones/${BOT}`, { privacy: { readreceipts: 'all' } });
    const attrs = { type: 'account_sync', from: jidOf(BOT), id: 'P-1', t: '1795888000' };
    const news = { tag: 'notification', attrs, content: [{ tag: 'privacy' }] };
    await world.emulator.request('POST', `/phones/${BOT}/stanzas`, news);
    expect(await told()).toEqual({ senderTold: true, read: true });
  });

  it('are at least one, and have values', async () => {
    expect((await change({})).error).toMatchObject({ details: { fields: [{ field: 'body' }] } });
  });
});

describe('the blocklist', () => {
  const blocked = async () => (await outcomeOf(getBlocklist(call()))).data?.blocked.map(({ jid }) => jid);

  it('keeps the messages of a blocked person away, until they are unblocked', async () => {
    await anna.writes('Hello');
    for (let round = 0; round < 2; round += 1) {
      const { data } = await outcomeOf(blockContact(about(anna.phone)));
      expect(data).toEqual({ jid: anna.chatId, blocked: true });
    }
    expect(await blocked()).toEqual([anna.chatId]);
    const lost = await world.emulator.send(anna.phone, { to: BOT, text: 'Can you hear me?' });
    await ben.writes('I can be heard');
    const lid = await anna.lid();
    for (let round = 0; round < 2; round += 1) {
      const { data } = await outcomeOf(unblockContact(about(lid)));
      expect(data).toEqual({ jid: anna.chatId, blocked: false });
    }
    expect(await blocked()).toEqual([]);
    await anna.writes('And now?');
    expect(world.receiver.arrivals.all.some(({ data }) => data['id'] === lost)).toBe(false);
  });

  it('knows people by number who were never heard of', async () => {
    const stranger = '15550003333';
    await world.emulator.phone(stranger);
    expect((await outcomeOf(blockContact(about(stranger)))).data).toMatchObject({ jid: jidOf(stranger) });
    expect(await phone()).toMatchObject({ blocked: [stranger] });
    await outcomeOf(unblockContact(about(stranger)));
    const nobody = '15550009999';
    await world.emulator.post('/phones', { phone: nobody, registered: false });
    expect((await outcomeOf(blockContact(about(nobody)))).error).toMatchObject({
      code: 'CONTACT_NOT_FOUND',
    });
  });

  it('has people by another address than the caller', async () => {
    const hidden = '15550004444';
    await world.emulator.post('/phones', { phone: hidden, hidesNumber: true });
    await world.emulator.request('PUT', `/phones/${BOT}/blocked/${hidden}`);
    expect(await blocked()).toContain(await world.emulator.lidOf(hidden));
    expect((await outcomeOf(unblockContact(about(hidden)))).data).toMatchObject({ blocked: false });
    expect(await phone()).toMatchObject({ blocked: [] });
    // Nobody has to be on WhatsApp to be unblocked.
    const nobody = '15550009998';
    await world.emulator.post('/phones', { phone: nobody, registered: false });
    await world.emulator.request('PUT', `/phones/${BOT}/blocked/${anna.phone}`);
    expect((await outcomeOf(unblockContact(about(nobody)))).data).toMatchObject({ blocked: false });
    expect(await phone()).toMatchObject({ blocked: [anna.phone] });
    await outcomeOf(unblockContact(about(anna.phone)));
  });

  it('has people by the number under which WhatsApp knows them', async () => {
    const [written, registered] = ['5547900001244', '554700001244'];
    await world.emulator.post('/phones', { phone: registered, aliases: [written] });
    for (let round = 0; round < 2; round += 1) {
      const { data } = await outcomeOf(blockContact(about(written)));
      expect(data).toEqual({ jid: jidOf(registered), blocked: true });
    }
    expect(await phone()).toMatchObject({ blocked: [registered] });
    await outcomeOf(unblockContact(about(written)));
    expect(await phone()).toMatchObject({ blocked: [] });
  });

  it('is never empty because WhatsApp does not answer', async () => {
    await world.emulator.fault({ kind: 'silence', xmlns: 'blocklist', times: 1 });
    expect((await outcomeOf(getBlocklist(call()))).error).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  });

  it('that changes on the phone is an event, also while the instance is away', async () => {
    const on = `/phones/${BOT}/blocked/${ben.phone}`;
    const from = world.receiver.mark;
    await world.emulator.request('PUT', on);
    const { data } = await bot.event('blocklist', undefined, { from });
    expect(data).toEqual({ action: 'block', jid: ben.chatId });
    await bot.disconnect();
    await world.emulator.request('DELETE', on);
    await bot.restart();
    const { data: later } = await bot.event('blocklist', (each) => each.data['action'] === 'unblock', {
      from,
    });
    expect(later).toEqual({ action: 'unblock', jid: ben.chatId });
  });
});

describe('somebody who has blocked the account', () => {
  it('gets nothing, and the account is not told', async () => {
    await world.emulator.request('PUT', `/phones/${ben.phone}/blocked/${BOT}`);
    const { data } = await bot.text(ben.phone, 'Are you there?');
    expect(data).toMatchObject({ status: 'sent' });
    await anna.gets('You are');
    expect(await ben.texts()).not.toContain('Are you there?');
    await world.emulator.request('DELETE', `/phones/${ben.phone}/blocked/${BOT}`);
    await ben.gets('And now?');
  });
});
