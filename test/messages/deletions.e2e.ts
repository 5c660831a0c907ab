import { proto } from '@whiskeysockets/baileys';
import { inDatabase } from '../harness/database.js';
import { Bot } from '../harness/bot.js';
import { refused } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);
const ben = new Person(world, '15550002222', bot);
const cara = new Person(world, '15550003333', bot);

beforeAll(async () => {
  await bot.link();
});

/** Sends a deletion as a modified client can: of any message, under any `edit`. */
async function forges(person: Person, to: string, id: string, edit: string | undefined): Promise<void> {
  const key = { remoteJid: to, fromMe: false, id };
  const message = { protocolMessage: { type: proto.Message.ProtocolMessage.Type.REVOKE, key } };
  const bytes = Buffer.from(proto.Message.encode(message).finish()).toString('base64');
  await world.emulator.request('POST', `/phones/${person.phone}/raw`, { to, bytes, edit });
}

/** How often the deletion of a message was reported. */
function deletions(id: string): number {
  return world.receiver.named('message_delete').filter(({ data }) => data['messageId'] === id).length;
}

async function isReported(id: string): Promise<void> {
  await bot.event('message_delete', ({ data }) => data['messageId'] === id);
  const shown = await bot.knows(id);
  expect(shown).toMatchObject({ deletedAt: expect.any(String) });
  expect(shown.text ?? shown.caption ?? shown.media).toBeUndefined();
}

async function stays(id: string, text: string): Promise<void> {
  const shown = await bot.knows(id);
  expect(shown).toMatchObject({ text });
  expect(shown).not.toHaveProperty('deletedAt');
  expect(deletions(id)).toBe(0);
}

describe.each(['lid', 'pn'] as const)('in a group that names its members by %s', (addressing) => {
  let group: string;
  let theirs: string;
  let ours: string;

  beforeAll(async () => {
    const participants = [BOT, ben.phone, cara.phone];
    const body = { subject: 'Talk', participants, addressing };
    group = String((await world.emulator.request('POST', `/phones/${anna.phone}/groups`, body)).jid);
  });

  beforeEach(async () => {
    theirs = await cara.writes('by Cara', { to: group });
    ours = await bot.sent(bot.text(group, 'by us'));
  });

  async function changes(change: 'promote' | 'demote'): Promise<void> {
    const path = `/phones/${anna.phone}/groups/${group}/admins`;
    await world.emulator.request('POST', path, { [change]: [ben.phone] });
  }

  it.each([undefined, '7', '8'])('a member deletes nothing of others (edit %s)', async (edit) => {
    for (const id of [theirs, ours]) await forges(ben, group, id, edit);
    // What comes after it is recorded after it.
    await ben.writes('done', { to: group });
    await stays(theirs, 'by Cara');
    await stays(ours, 'by us');
  });

  it('an admin deletes what others wrote', async () => {
    await anna.sees(ours);
    for (const id of [theirs, ours]) {
      await anna.does(id, 'delete');
      await isReported(id);
      expect(deletions(id)).toBe(1);
    }
  });

  it('a member may do so from the moment of becoming an admin, to that of being none', async () => {
    await forges(ben, group, theirs, '8');
    await changes('promote');
    await forges(ben, group, ours, '8');
    await isReported(ours);
    await changes('demote');
    await forges(ben, group, theirs, '8');
    await ben.writes('done', { to: group });
    await stays(theirs, 'by Cara');
  });

  it('authors delete what they wrote', async () => {
    await cara.does(theirs, 'delete');
    await isReported(theirs);
  });
});

describe('from another chat', () => {
  it('nobody deletes or edits a message, nor makes anybody believe it', async () => {
    const participants = [BOT, ben.phone, cara.phone];
    const path = `/phones/${anna.phone}/groups`;
    const group = String((await world.emulator.request('POST', path, { subject: 'Far', participants })).jid);
    const id = await cara.writes('by Cara', { to: group });
    await forges(ben, BOT, id, undefined);
    const key = { remoteJid: BOT, fromMe: false, id };
    const { MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type;
    const editedMessage = { conversation: 'not by Cara' };
    const edit = proto.Message.encode({ protocolMessage: { type: MESSAGE_EDIT, key, editedMessage } });
    const bytes = Buffer.from(edit.finish()).toString('base64');
    await world.emulator.request('POST', `/phones/${ben.phone}/raw`, { to: BOT, bytes, edit: '1' });
    await ben.writes('what follows them has arrived');
    await stays(id, 'by Cara');
    const edits = world.receiver.named('message_edit').filter(({ data }) => data['messageId'] === id);
    expect(edits).toEqual([]);
  });
});

describe('in a chat of two', () => {
  it.each([undefined, '7', '8'])(
    'people delete what they wrote, and nothing else (edit %s)',
    async (edit) => {
      const ours = await bot.sent(bot.text(ben.phone, 'by us'));
      const theirs = await ben.writes('by Ben');
      for (const id of [ours, theirs]) await forges(ben, BOT, id, edit);
      await isReported(theirs);
      await stays(ours, 'by us');
    },
  );
});

describe('what was deleted', () => {
  it('is kept, and there is no way to it', async () => {
    const id = await world.emulator.sendMedia(anna.phone, BOT, PNG, { kind: 'image', caption: 'a secret' });
    await bot.hears(id);
    await anna.does(id, 'delete');
    await isReported(id);
    expect(await bot.forward(id, ben.phone)).toEqual(refused(409, 'CONFLICT', /deleted/));
    expect((await bot.file(id)).code).toBe(409);
    expect((await bot.text(anna.phone, 'which?', { quotedMessageId: id })).code).toBe(404);
    expect(JSON.stringify(await bot.messages(anna.chatId))).not.toContain('a secret');
    expect(JSON.stringify(await bot.chats())).not.toContain('a secret');
    const rows = await inDatabase(
      world.api,
      'select text, length(content) as kept from messages where id = ?',
      id,
    );
    expect(rows).toEqual([{ text: 'a secret', kept: expect.any(Number) }]);
    expect(rows[0]?.['kept']).toBeGreaterThan(0);
  });
});
