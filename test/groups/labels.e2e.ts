import {
  getGroup,
  listGroupParticipants,
  removeGroupParticipants,
  setGroupLabel,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const UNKNOWN = '120363000000009999@g.us';
/** `GROUP_MEMBER_LABEL_CHANGE` of WAProto's `ProtocolMessage.Type`. */
const LABEL_CHANGE = 30;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);

beforeAll(async () => {
  await bot.link();
  await anna.writes('Hello');
});

function about(groupJid: string) {
  return { client: world.api.client, path: { instanceId: 'bot', groupJid } };
}

async function made(maker = BOT, participants = [ANNA, BEN]): Promise<string> {
  const body = { subject: 'Lunch', participants };
  return String((await world.emulator.request('POST', `/phones/${maker}/groups`, body)).jid);
}

/** Somebody changes their label in a group. @param at in seconds */
async function labels(phone: string, group: string, label: string | undefined, at: number): Promise<void> {
  const protocolMessage = { type: LABEL_CHANGE, memberLabel: { label, labelTimestamp: at } };
  await world.emulator.post(`/phones/${phone}/raw`, { to: group, message: { protocolMessage } });
}

/** The labels that the API shows, by phone. */
async function shown(group: string): Promise<Record<string, string | undefined>> {
  const { data } = await outcomeOf(listGroupParticipants(about(group)));
  return Object.fromEntries((data?.participants ?? []).map(({ phone, label }) => [phone, label]));
}

/** The labels that the phones of the members know, by phone. */
async function known(group: string): Promise<Record<string, string | undefined>> {
  const { participants } = await world.emulator.get(`/groups/${group}`);
  return Object.fromEntries(
    participants.map(({ phone, label }: { phone: string; label?: string }) => [phone, label]),
  );
}

async function reported(group: string, label: string) {
  const { data } = await world.receiver.event(
    'group_participants',
    (arrival) => arrival.data['groupJid'] === group && arrival.data['label'] === label,
  );
  return data;
}

const now = () => Math.floor(Date.now() / 1_000);

describe("the account's own label", () => {
  it('is sent to the members, shown, changed and removed', async () => {
    const group = await made();
    for (const label of ['Accounting', 'Sales 📈', '']) {
      const { code, data } = await outcomeOf(setGroupLabel({ ...about(group), body: { label } }));
      expect({ code, data }).toEqual({
        code: 200,
        data: { jid: group, label, messageId: expect.any(String), status: 'sent' },
      });
      const content = await world.emulator.get(`/phones/${ANNA}/messages/${data?.messageId}/content`);
      expect(content).toMatchObject({ protocolMessage: { type: LABEL_CHANGE, memberLabel: { label } } });
      await eventually(
        () => known(group),
        (all) => all[BOT] === (label || undefined),
        `the label ${label} on the phones`,
      );
      expect((await shown(group))[BOT]).toBe(label || undefined);
    }
  });

  it('is not set in a group that is unknown, or without the account', async () => {
    const body = { label: 'Accounting' };
    expect(await outcomeOf(setGroupLabel({ ...about(UNKNOWN), body }))).toMatchObject({
      code: 404,
      error: { code: 'GROUP_NOT_FOUND' },
    });
    const theirs = await made(ANNA, [BEN]);
    expect(await outcomeOf(setGroupLabel({ ...about(theirs), body }))).toMatchObject({
      code: 500,
      error: { code: 'WHATSAPP_ERROR', details: { outcome: 'not_sent' } },
    });
  });

  it('is limited', async () => {
    const group = await made();
    const body = { label: 'x'.repeat(31) };
    expect(await outcomeOf(setGroupLabel({ ...about(group), body }))).toMatchObject({
      code: 400,
      error: { details: { fields: [{ field: 'label' }] } },
    });
  });
});

describe('the labels of members', () => {
  it('are reported and shown when they change, and the latest counts', async () => {
    const group = await made();
    const at = now();
    await labels(ANNA, group, 'Boss', at);
    expect(await reported(group, 'Boss')).toEqual({
      groupJid: group,
      by: jidOf(ANNA),
      action: 'label',
      participants: [jidOf(ANNA)],
      label: 'Boss',
    });
    expect(await shown(group)).toMatchObject({ [ANNA]: 'Boss' });
    const { data } = await outcomeOf(getGroup(about(group)));
    expect(data?.participants.find(({ phone }) => phone === ANNA)?.label).toBe('Boss');
    await labels(ANNA, group, 'Outdated', at - 60);
    await labels(BEN, group, 'Guest', at);
    await reported(group, 'Guest');
    expect(await shown(group)).toMatchObject({ [ANNA]: 'Boss', [BEN]: 'Guest' });
    const outdated = world.receiver.arrivals.all.filter((arrival) => arrival.data['label'] === 'Outdated');
    expect(outdated).toEqual([]);
  });

  it('are removed by a message without a label, and by leaving', async () => {
    const group = await made();
    await labels(ANNA, group, 'Boss', now());
    await labels(BEN, group, 'Guest', now());
    await reported(group, 'Guest');
    await labels(ANNA, group, undefined, now() + 1);
    expect(await reported(group, '')).toMatchObject({ participants: [jidOf(ANNA)] });
    expect(await shown(group)).toMatchObject({ [ANNA]: undefined, [BEN]: 'Guest' });
    const from = world.receiver.mark;
    await outcomeOf(removeGroupParticipants({ ...about(group), body: { participants: [BEN] } }));
    await world.receiver.event('group_participants', ({ data }) => data['action'] === 'remove', { from });
    await world.emulator.request('POST', `/phones/${BOT}/groups/${group}/participants`, { add: [BEN] });
    expect((await shown(group))[BEN]).toBeUndefined();
  });

  it('come with the history of the phone', async () => {
    const group = await made();
    await world.emulator.post(`/phones/${BOT}/messages`, { to: group, text: 'In a group' });
    await labels(ANNA, group, 'Founder', now());
    await reported(group, 'Founder');
    await world.emulator.patch(`/phones/${BOT}`, { history: true });
    const second = new Bot(world, 'second', BOT);
    await second.link();
    const path = { instanceId: 'second', groupJid: group };
    await eventually(
      async () => (await outcomeOf(listGroupParticipants({ client: world.api.client, path }))).data,
      (data) => data?.participants.some(({ label }) => label === 'Founder') === true,
      'the label from the history',
    );
  });
});
