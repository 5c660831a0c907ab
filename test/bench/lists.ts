import { Storage } from '../../libs/storage/src/storage.js';
import { withoutDevice } from '../../libs/storage/src/jids.js';
import { createInstance, listChats, searchMessages } from '../../packages/client/src/generated/index.js';
import { ms, numbers, type Row } from './figures.js';
import { measuredWorld } from './measured-world.js';
import type { Vitals } from './vitals.js';

const CHATS = 10_000;
const PER_CHAT = 10;
/** Of all messages, every second one contains the word that is searched for. */
const FOUND = (CHATS * PER_CHAT) / 2;
const PAGE = 100;
/** How many pages at the beginning, in the middle and at the end are measured. */
const MEASURED = 20;
const INSTANCE = 'lists';
/** Epoch ms of the first message. */
const BEGINNING = 1_780_000_000_000;

/** Reads a page. Resolves with the cursor of the next one. */
type Read = (cursor: string | undefined) => Promise<string | undefined>;

/** CPU for a page of a search and of the list of chats, wherever it is. */
export async function measureLists(): Promise<Row[]> {
  const { world, vitals } = await measuredWorld();
  try {
    const { client } = world.api;
    const path = { instanceId: INSTANCE };
    await createInstance({ client, throwOnError: true, body: { instanceId: INSTANCE } });
    await world.api.halt();
    await fill(world.api.directory);
    await world.api.start();
    const call = { client: world.api.client, path, throwOnError: true as const };
    const search: Read = async (cursor) =>
      (await searchMessages({ ...call, query: { search: 'order', limit: PAGE, cursor } })).data.data
        .nextCursor;
    const chats: Read = async (cursor) =>
      (await listChats({ ...call, query: { limit: PAGE, cursor } })).data.data.nextCursor;
    return [
      ...(await compare(
        vitals,
        search,
        FOUND / PAGE,
        `a search that finds ${FOUND} of ${CHATS * PER_CHAT} messages`,
      )),
      ...(await compare(vitals, chats, CHATS / PAGE, `the list of ${CHATS} chats`)),
    ];
  } finally {
    await world.stop();
  }
}

/** Stores chats with messages, which are written in turn. */
async function fill(directory: string): Promise<void> {
  const storage = await Storage.open(directory);
  const row = await storage.instances.find(INSTANCE);
  if (!row) throw new Error(`there is no instance ${INSTANCE}`);
  const jidOf = (chat: number) => withoutDevice(`1666${1_000_000 + chat}@s.whatsapp.net`);
  const { uid: instance } = row;
  for (const turn of numbers(PER_CHAT)) {
    for (let start = 0; start < CHATS; start += 500) {
      const some = numbers(500).map((n) => start + n);
      await storage.database.write(async (write) => {
        if (turn === 0)
          await write
            .insertInto('chats')
            .values(
              some.map((chat) => ({
                instance,
                chat: jidOf(chat),
                name: `Person ${chat}`,
                last_at: BEGINNING + ((PER_CHAT - 1) * CHATS + chat) * 1000,
              })),
            )
            .execute();
        await write
          .insertInto('messages')
          .values(
            some.map((chat) => ({
              instance,
              chat: jidOf(chat),
              sender: jidOf(chat),
              id: `M${turn}-${chat}`,
              from_me: 0 as const,
              remote_jid: jidOf(chat),
              participant: '',
              type: 'text',
              text: `${chat % 2 === 0 ? 'my order' : 'a question'} of ${chat} in turn ${turn}`,
              at: BEGINNING + (turn * CHATS + chat) * 1000,
            })),
          )
          .execute();
      });
    }
  }
  await storage.close();
}

async function compare(vitals: Vitals, read: Read, pages: number, what: string): Promise<Row[]> {
  // Whatever is prepared once.
  await read(undefined);
  let cursor: string | undefined;
  const measured = new Map<string, number>();
  const middle = Math.floor(pages / 2);
  const spans: readonly [name: string, from: number][] = [
    ['first', 0],
    ['middle', middle],
    ['last', pages - MEASURED],
  ];
  let before = 0;
  for (const page of numbers(pages)) {
    if (spans.some(([, from]) => from === page)) before = await vitals.cpuMs();
    cursor = await read(cursor);
    const ended = spans.find(([, from]) => from + MEASURED - 1 === page);
    if (ended) measured.set(ended[0], ((await vitals.cpuMs()) - before) / MEASURED);
  }
  const costOf = (name: string): number => measured.get(name) ?? Number.NaN;
  return ['middle', 'last'].map((name) => ({
    what: `CPU time per page of ${PAGE} of ${what}: the ${name} pages against the first`,
    ours: ms(costOf(name)),
    other: `${ms(costOf('first'))} (ours)`,
    ratio: costOf(name) / costOf('first'),
    goal: '≤ 1.5',
  }));
}
