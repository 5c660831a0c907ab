import { sql } from 'kysely';
import type { Write } from '../database.js';
import type { Uid } from '../ids.js';
import { STATUS_CHAT, withoutDevice } from '../jids.js';
import { StorageBench } from '../testing/storage-bench.js';
import type { MessagesRepository, NewMessage } from './messages.js';
import type { StatusPostsRepository } from './status-posts.js';

const OWN = withoutDevice('628111111111@s.whatsapp.net');
const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const BEN = withoutDevice('15550002222@s.whatsapp.net');
const LID = withoutDevice('913103037140909@lid');

describe('status posts', () => {
  let bench: StorageBench;
  let posts: StatusPostsRepository;
  let messages: MessagesRepository;
  let instance: Uid;

  beforeEach(async () => {
    bench = await StorageBench.open();
    ({ statusPosts: posts, messages } = bench.storage);
    instance = (await bench.instance()).uid;
  });

  afterEach(() => bench.close());

  const write = <T>(work: (write: Write) => Promise<T>) => bench.write(work);
  const read = () => bench.storage.database.read;
  const view = (message: string, viewer = ANNA, at = 1000) =>
    write((db) => posts.view(db, { instance, message, viewer, at }));
  const viewers = async (message: string, after?: typeof ANNA) =>
    (await posts.viewers(instance, message, { limit: 5, after })).map(({ viewer }) => viewer);
  const idsOf = async (own: boolean, authors?: (typeof ANNA)[]) =>
    (await posts.list(instance, { limit: 5, own, since: 0, authors })).map(({ id }) => id);

  async function post(id: string, at: number, more: Partial<NewMessage> = {}) {
    const sender = more.from_me === 1 ? OWN : ANNA;
    const row = { instance, id, at, chat: STATUS_CHAT, remote_jid: STATUS_CHAT, sender, from_me: 0 as const };
    await write((db) =>
      messages.insert(db, { ...row, participant: sender, type: 'text', push_name: 'Anna', ...more }),
    );
  }

  it('are listed apart from those of others, newest first, without deleted and refused ones', async () => {
    await post('anna-1', 1000);
    await post('anna-2', 2000);
    await post('ben', 1500, { sender: BEN, participant: BEN });
    await post('own', 3000, { from_me: 1, status: 'sent' });
    await post('refused', 4000, { from_me: 1, status: 'failed' });
    await post('deletion', 5000, { from_me: 1, status: 'sent', type: 'delete' });
    expect(await idsOf(true)).toEqual(['own']);
    expect(await idsOf(false)).toEqual(['anna-2', 'ben', 'anna-1']);
    expect(await idsOf(false, [BEN, LID])).toEqual(['ben']);
  });

  it('are listed by the size of their contents, which may be of megabytes', async () => {
    await post('anna-1', 1000, { content: Buffer.alloc(5_000_000) });
    const [listed] = await posts.list(instance, { limit: 5, own: false, since: 0 });
    expect(listed).toMatchObject({ id: 'anna-1', content_bytes: 5_000_000 });
    expect(listed).not.toHaveProperty('content');
  });

  it('make no chat, and nobody a contact', async () => {
    await post('anna', 1000);
    expect(await bench.storage.chats.list(instance, { limit: 5 })).toEqual([]);
    expect(await bench.storage.contacts.list(instance, { limit: 5 })).toEqual([]);
  });

  it('are viewed once by each person', async () => {
    expect(await view('own')).toBe(true);
    expect(await view('own', ANNA, 2000)).toBe(false);
    expect(await view('own', BEN)).toBe(true);
    await view('other');
    expect(await viewers('own')).toEqual([ANNA, BEN]);
    expect(await viewers('own', ANNA)).toEqual([BEN]);
    expect(await posts.counts(instance, ['own', 'other', 'none'])).toEqual(
      new Map([
        ['own', 2],
        ['other', 1],
      ]),
    );
  });

  it('keep the views of so many people at most', async () => {
    await write(async (db) => {
      for (let n = 0; n < 5_000; n += 1)
        await sql`insert into status_views (instance, message, viewer, at)
          values (${instance}, 'own', ${`${n}@lid`}, 1)`.execute(db);
    });
    expect(await view('own')).toBe(false);
    expect(await posts.counts(instance, ['own'])).toEqual(new Map([['own', 5_000]]));
    expect(await view('other')).toBe(true);
  });

  it('stay muted, and viewed, when the phone number of a person becomes known', async () => {
    await write((db) => posts.setMuted(db, { instance, author: LID }, true));
    await view('own', LID);
    await write((db) => posts.move(db, instance, LID, ANNA));
    expect(await posts.mutes(read(), instance)).toEqual([{ instance, author: ANNA }]);
    expect(await viewers('own')).toEqual([ANNA]);
    await write((db) => posts.setMuted(db, { instance, author: ANNA }, false));
    expect(await posts.isMuted(read(), { instance, author: ANNA })).toBe(false);
  });

  it('are removed with what was done to them, and no message is', async () => {
    await post('old', 1000);
    await post('new', 2000);
    await post('deletion', 1000, { from_me: 1, status: 'sent', type: 'delete' });
    await post('message', 1000, { chat: ANNA, remote_jid: ANNA, participant: '' });
    await view('old', ANNA, 1000);
    await view('old', BEN, 2000);
    expect(await posts.prune(2000)).toBe(2);
    expect(await idsOf(false)).toEqual(['new']);
    expect(await viewers('old')).toEqual([BEN]);
    expect(await messages.byId(read(), instance, 'message')).toHaveLength(1);
  });
});
