import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { dataOf, record } from '../harness/envelope.js';
import { type Answer, Caller } from '../harness/http.js';
import { jidOf } from '../harness/jid.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import type { World } from '../harness/world.js';
import type { MadeUp } from './requests.js';

const ID = 'neighbour-instance';
const PHONE = '628777666555';
const PEOPLE = ['447700900111', '447700900222'];
const TEXT = 'neighbour-text';
const NAME = 'Neighbour-Name';
const MESSAGES = ['NEIGHBOUR-MESSAGE-1', 'NEIGHBOUR-MESSAGE-2'];
const FILE = 'neighbour-file';
const GROUP = 'neighbour-group';
const LABEL = 'neighbour-label';
const QUICK_REPLY = 'neighbour-reply';
const KEY_NAME = 'neighbour-key';
const BASE = `/api/v1/instances/${ID}`;
/** What it leaves for itself, whatever others ask for. */
const OWN = ['', '/webhook', '/labels', '/quick-replies', `/chats/${jidOf(PEOPLE[0] ?? '')}/messages`];

/** What a caller who may not know of an instance can be told. */
const UNKNOWN = new Set([400, 401, 403, 404, 405, 406, 413, 415, 422]);

/**
 * An instance of somebody else on the same server, full of names, numbers and texts that are nowhere else. Whatever a key
 * that is not for it gets to see of them is a leak.
 */
export class Neighbour {
  /** What nobody else must see, in lower case. */
  private readonly traces = new Set<string>();
  /** Ids of what it has, by the names of fields and parameters. */
  private readonly ids = new Map<string, string[]>();

  private constructor(
    private readonly world: World,
    private readonly bot: Bot,
    private readonly root: Caller,
  ) {}

  readonly instanceId = ID;

  static async settle(world: World): Promise<Neighbour> {
    const root = new Caller(world.api.url, [['X-API-Key', API_KEY]]);
    const neighbour = new Neighbour(world, new Bot(world, ID, PHONE), root);
    await neighbour.furnish();
    return neighbour;
  }

  close(): void {
    this.root.close();
  }

  /** Ids of that name of what it has: for requests that are about something that is not theirs. */
  known(name: string): readonly string[] {
    return this.ids.get(name) ?? [];
  }

  /** Its traces in a text. @param asked what the other side had said itself: an echo is no leak */
  tracesIn(text: string, asked = ''): string[] {
    const [here, there] = [text.toLowerCase(), asked.toLowerCase()];
    return [...this.traces].filter((trace) => here.includes(trace) && !there.includes(trace));
  }

  /** What of it an answer gives away to a key that is not for it. */
  leaks({ call, wrong }: MadeUp, { status, text, headers }: Answer): string[] {
    const asked = `${decoded(call.path)}\n${String(call.body ?? '')}`;
    const found = this.tracesIn(`${JSON.stringify(headers)}\n${text}`, asked);
    const leaks = found.map((trace) => `it tells of the neighbour: ${trace}`);
    const named = decoded(call.path).split(/[/?]/).includes(ID);
    // A preflight of a browser is about the route alone.
    if (named && call.method !== 'OPTIONS' && !UNKNOWN.has(status))
      leaks.push(`${status} for the instance of the neighbour`);
    if (named && wrong === undefined && status !== 403 && status !== 404)
      leaks.push(`${status} instead of 404 for the instance of the neighbour`);
    return leaks;
  }

  /** What it has, by its own routes. */
  async belongings(): Promise<unknown> {
    const read = async (path: string): Promise<unknown> =>
      dataOf(await this.root.call({ path: BASE + path }));
    const all = await Promise.all(OWN.map(read));
    // Anything that happens to it moves this one.
    return all.map((data) => (Array.isArray(data) ? data : { ...record(data), lastActivity: undefined }));
  }

  private async furnish(): Promise<void> {
    const { emulator } = this.world;
    for (const phone of PEOPLE) await emulator.phone(phone, { name: `${NAME}-${phone}` });
    await this.bot.link();
    const [anna = '', ben = ''] = PEOPLE;
    for (const id of MESSAGES) {
      await emulator.send(anna, { to: PHONE, text: `${TEXT} ${id}`, id });
      await this.bot.hears(id);
    }
    const file = await emulator.sendMedia(ben, PHONE, Buffer.from(FILE), {
      kind: 'document',
      fileName: `${FILE}.txt`,
      mimetype: 'text/plain',
    });
    await this.bot.hears(file);
    const subject = { subject: GROUP, participants: [PHONE, ben] };
    const { jid } = await emulator.post(`/phones/${anna}/groups`, subject);
    await this.bot.hears(await emulator.send(ben, { to: String(jid), text: `${TEXT} in the group` }));
    const sent = await this.write(ben);
    await this.post('/labels', { name: LABEL });
    await this.post('/quick-replies', { shortcut: QUICK_REPLY, message: TEXT });
    const { keyId } = await makeKey(this.world.api.url, { name: KEY_NAME, preset: 'admin', instances: [ID] });
    this.ids.set('messageId', [...MESSAGES, file, ...sent]);
    this.ids.set('groupJid', [String(jid)]);
    this.ids.set('keyId', [keyId]);
    this.ids.set('deliveryId', await this.deliveries());
    this.ids.set('cursor', await this.cursors());
    const lids = await Promise.all([PHONE, ...PEOPLE].map((phone) => emulator.lidOf(phone)));
    const numbers = [...lids, String(jid)].map((address) => address.split('@', 1)[0] ?? '');
    const words = [ID, TEXT, NAME, FILE, GROUP, LABEL, QUICK_REPLY, KEY_NAME];
    for (const trace of [...words, PHONE, ...PEOPLE, ...numbers, ...MESSAGES, file, ...sent, keyId])
      this.traces.add(trace.toLowerCase());
  }

  /** Sends under keys of idempotency that others use, too. */
  private async write(to: string): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < 8; n += 1) {
      const answer = await this.root.json(
        'POST',
        `${BASE}/messages/text`,
        JSON.stringify({ to, text: `${TEXT} ${n}` }),
        [['Idempotency-Key', `key-${n}`]],
      );
      ids.push(String(record(dataOf(answer))['messageId']));
    }
    return ids;
  }

  private async post(path: string, body: object): Promise<unknown> {
    return dataOf(await this.root.json('POST', BASE + path, JSON.stringify(body)));
  }

  private async deliveries(): Promise<string[]> {
    const list = async (): Promise<string[]> => {
      const { deliveries } = record(dataOf(await this.root.call({ path: `${BASE}/webhook/deliveries` })));
      return Array.isArray(deliveries) ? deliveries.map((each) => String(record(each)['id'])) : [];
    };
    return eventually(list, (all) => all.length > 0, 'deliveries of the neighbour');
  }

  private async cursors(): Promise<string[]> {
    const lists = ['/webhook/deliveries?limit=1', `/chats/${jidOf(PEOPLE[0] ?? '')}/messages?limit=1`];
    return Promise.all(
      lists.map(async (path) =>
        String(record(dataOf(await this.root.call({ path: BASE + path })))['nextCursor']),
      ),
    );
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
