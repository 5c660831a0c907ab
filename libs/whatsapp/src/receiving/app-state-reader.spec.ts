import { Agent } from 'undici';
import { EventEmitter } from 'node:events';
import { randomBytes } from 'node:crypto';
import {
  type BinaryNode,
  encodeSyncdPatch,
  newLTHashState,
  proto,
  type WAPatchName,
} from '@whiskeysockets/baileys';
import { createLogger } from '#libs/observability';
import { withoutDevice } from '#libs/storage';
import { ChatBook } from '../conversations/chat-book.js';
import { LabelBook } from '../conversations/label-book.js';
import { InboxBench } from '../testing/inbox-bench.js';
import { AppStateReader } from './app-state-reader.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const KEY_ID = 'AAAA';
const KEY = proto.Message.AppStateSyncKeyData.create({ keyData: randomBytes(32) });

type Entry = [index: string[], action: proto.ISyncActionValue];

const label = (id: string, name: string): Entry => [['label_edit', id], { labelEditAction: { name } }];

/** An answer of WhatsApp: patches of one entry each. */
async function answer(
  name: WAPatchName,
  first: number,
  entries: Entry[],
  hasMore = false,
): Promise<BinaryNode> {
  const operation = proto.SyncdMutation.SyncdOperation.SET;
  const patches = await Promise.all(
    entries.map(async ([index, syncAction], position): Promise<BinaryNode> => {
      const change = { type: name, index, syncAction, apiVersion: 3, operation };
      const { patch } = await encodeSyncdPatch(change, KEY_ID, newLTHashState(), async () => KEY);
      const version = { version: first + position };
      return { tag: 'patch', attrs: {}, content: proto.SyncdPatch.encode({ ...patch, version }).finish() };
    }),
  );
  const attrs = {
    name,
    version: String(first + entries.length - 1),
    has_more_patches: String(hasMore),
  };
  const collection = { tag: 'collection', attrs, content: [{ tag: 'patches', attrs: {}, content: patches }] };
  return { tag: 'iq', attrs: {}, content: [{ tag: 'sync', attrs: {}, content: [collection] }] };
}

describe('the app state', () => {
  let bench: InboxBench;
  let reader: AppStateReader;
  let socket: { ws: EventEmitter };
  let isAlive: boolean;
  /** URLs that were asked for by the way out of the instance. */
  let asked: string[];
  let keyOf: () => Promise<typeof KEY | undefined>;

  beforeEach(async () => {
    bench = await InboxBench.open();
    const { storage, instance, clock } = bench;
    asked = [];
    const books = [
      new LabelBook(storage, instance.uid, clock),
      new ChatBook('regular_high', storage, instance.uid, clock),
    ];
    const dispatcher = new Agent().compose(() => ({ origin, path }) => {
      asked.push(`${String(origin)}${path}`);
      throw new Error('the way out is closed');
    });
    const fetching: RequestInit = {};
    Object.assign(fetching, { dispatcher });
    reader = new AppStateReader(storage, instance, createLogger('silent'), books, () => fetching);
    socket = { ws: new EventEmitter() };
    isAlive = true;
    keyOf = async () => KEY;
    reader.attach(
      socket,
      () => keyOf(),
      () => isAlive,
    );
  });

  afterEach(() => bench.close());

  it.each(['snapshot', 'patch'])(
    'is downloaded by no other way than that of the instance: a %s',
    async (tag) => {
      const elsewhere = { mediaKey: Buffer.alloc(32), directPath: '/elsewhere' };
      const content =
        tag === 'snapshot'
          ? proto.ExternalBlobReference.encode(elsewhere).finish()
          : proto.SyncdPatch.encode({ version: { version: 1 }, externalMutations: elsewhere }).finish();
      const collection = {
        tag: 'collection',
        attrs: { name: 'regular_high', version: '1' },
        content: [{ tag, attrs: {}, content }],
      };
      const node = { tag: 'iq', attrs: {}, content: [{ tag: 'sync', attrs: {}, content: [collection] }] };
      socket.ws.emit('CB:iq,,sync', node);
      await expect(reader.stored(['regular_high'])).rejects.toThrow('fetch failed');
      expect(asked).toEqual(['https://mmg.whatsapp.net/elsewhere']);
    },
  );

  const receive = (node: BinaryNode) => socket.ws.emit('CB:iq,,sync', node);
  async function read(...parameters: Parameters<typeof answer>): Promise<void> {
    receive(await answer(...parameters));
    await reader.idle();
  }
  async function labels(): Promise<string[]> {
    const { storage, instance } = bench;
    const rows = await storage.labels.all(storage.database.read, instance.uid);
    return rows.filter(({ deleted }) => deleted === 0).map(({ name }) => name);
  }

  it('is not stored up to a version of which something is missing', async () => {
    await read('regular', 1, [label('1', 'One')]);
    keyOf = async () => undefined;
    await read('regular', 2, [label('2', 'Two')]);
    keyOf = async () => KEY;
    await read('regular', 3, [label('3', 'Three')]);
    await expect(reader.stored(['regular'])).rejects.toThrow('key');
    await read('regular', 2, [label('2', 'Two'), label('3', 'Three')]);
    await reader.stored(['regular']);
    expect(await labels()).toEqual(['One', 'Two', 'Three']);
  });

  it('in several answers is compared with what is known once it is complete', async () => {
    await read('regular', 1, [label('1', 'One'), label('2', 'Two'), label('3', 'Three')]);
    await read('regular', 1, [label('1', 'One')], true);
    expect(await labels()).toEqual(['One', 'Two', 'Three']);
    await read('regular', 2, [label('2', 'Two')]);
    expect(await labels()).toEqual(['One', 'Two']);
  });

  it('of a connection that has ended is not stored', async () => {
    isAlive = false;
    await read('regular', 1, [label('1', 'One')]);
    expect(await labels()).toEqual([]);
  });

  it('has own changes behind what was received before them', async () => {
    let share: () => void = () => undefined;
    const shared = new Promise<void>((resolve) => {
      share = resolve;
    });
    keyOf = async () => {
      await shared;
      return KEY;
    };
    receive(await answer('regular', 1, [label('1', 'One')]));
    const [index, action] = label('2', 'Own');
    const own = reader.own(socket, 'regular', { index, action });
    share();
    await own;
    expect(await labels()).toEqual(['One', 'Own']);
  });

  it('does not clear a chat once more when it is read once more', async () => {
    const range = { messageRange: { lastMessageTimestamp: Math.floor(bench.clock.now() / 1000) + 60 } };
    const cleared: Entry = [['clearChat', ANNA, '1', '0'], { clearChatAction: range }];
    const star: Entry = [['star', ANNA, 'X', '0', '0'], { starAction: { starred: true } }];
    await read('regular_high', 1, [star]);
    await bench.hear({ from: ANNA, id: 'A' }, { conversation: 'old' });
    await read('regular_high', 2, [cleared]);
    expect(await bench.storage.messages.inChat(bench.instance.uid, ANNA, { limit: 5 })).toEqual([]);
    await bench.hear({ from: ANNA, id: 'B' }, { conversation: 'new' });
    await read('regular_high', 1, [star, cleared]);
    expect(await bench.message('B')).toMatchObject({ text: 'new' });
  });
});
