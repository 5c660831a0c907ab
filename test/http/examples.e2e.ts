import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { record } from '../harness/envelope.js';
import { bytesOf } from '../harness/example-files.js';
import { type Call, Caller, JSON_TYPE } from '../harness/http.js';
import { UNSUPPORTED } from '../harness/operations.js';
import { PasskeyBot } from '../harness/passkey-bot.js';
import { useReceiver } from '../harness/receiver.js';
import { API_KEY } from '../harness/server.js';
import { deliveryOf } from '../harness/signatures.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '6281234567890';
const OTHER = '6281234567891';

/** Operations about an invitation for the account. */
const INVITED = new Set(['acceptGroupInvitation', 'getGroupByInvitation']);

/** What would end the conversation that the other examples are part of comes last, in this order. */
const LAST = [
  'clearChat',
  'deleteChat',
  'removeEndpoint',
  'removeGlobalEndpoint',
  'deleteLabel',
  'deleteQuickReply',
  'updateInstance',
  'disconnectInstance',
  'restartInstance',
  'logoutInstance',
  'deleteInstance',
];

const POLL = { name: 'Which day?', options: ['Monday', 'Tuesday'] };

const EVENT = { name: 'Lunch', startsAt: '2026-12-31T12:00:00Z', guestsAllowed: true };

const document = Document.read();
const examples = document.examples().filter(({ id }) => !UNSUPPORTED.includes(id));

const everything = useReceiver();
const crm = useReceiver();
const globalCrm = useReceiver();
const world = useWorld(() => ({ WEBHOOK_URL: everything.url }));
const guarded = new PasskeyBot(world, 'guarded', '628111111119');
let caller: Caller;
let labelId: string | undefined;
let quickReplyId: string | undefined;
/** Messages to do something with, by what they are. */
const messages: Record<string, string> = {};

beforeAll(async () => {
  caller = new Caller(world.api.url, [['X-API-Key', API_KEY]]);
  const bot = new Bot(world, 'my-bot-1', BOT);
  await bot.link();
  await bot.isNamed();
  await new Bot(world, 'unlinked').create();
  await caller.call({ method: 'POST', path: '/api/v1/instances/unlinked/connect' });
  await guarded.prepare({ passkey: 'compared' });
  await guarded.scan();
  await guarded.answerWith(await guarded.credential());
  for (const phone of [PERSON, OTHER]) await world.emulator.phone(phone);
  for (const [path, { url }] of [
    ['/api/v1/instances/my-bot-1/webhooks', crm],
    ['/api/v1/webhooks', globalCrm],
  ] as const)
    await caller.json('POST', path, JSON.stringify({ name: 'crm', url }));
  const image = record(examples.find(({ id }) => id === 'setProfilePicture')?.body)['media'];
  await world.emulator.request('PATCH', `/phones/${PERSON}`, { picture: String(image).split(',', 2)[1] });
  messages['received'] = await world.emulator.send(PERSON, { to: BOT, text: 'Hello!' });
  await world.receiver.event('message', ({ data }) => data['id'] === messages['received']);
  const file = examples.find(({ id }) => id === 'sendImage');
  messages['file'] = await sent('/api/v1/instances/my-bot-1/messages/image', file?.body);
});

afterAll(() => {
  caller.close();
});

async function sent(path: string, body: unknown, status = 200): Promise<string> {
  const answer = await caller.json('POST', path, JSON.stringify(body));
  expect(answer.status).toBe(status);
  return String(record(record(JSON.parse(answer.text))['data'])['messageId']);
}

/** A group that the account is the admin of, and an invite link to one that it is not in. */
async function groupFor(): Promise<{ groupJid: string; inviteCode: string }> {
  const ours = { subject: 'Ours', participants: [BOT] };
  const { jid } = await world.emulator.request('POST', `/phones/${PERSON}/groups`, ours);
  await world.emulator.request('POST', `/phones/${PERSON}/groups/${jid}/admins`, { promote: [BOT] });
  const picture = String(record(examples.find(({ id }) => id === 'setGroupPicture')?.body)['media']);
  const image = { picture: picture.split(',', 2)[1] };
  await world.emulator.request('POST', `/phones/${PERSON}/groups/${jid}/picture`, image);
  const theirs = { subject: 'Theirs', participants: [OTHER] };
  const { inviteCode } = await world.emulator.request('POST', `/phones/${PERSON}/groups`, theirs);
  return { groupJid: String(jid), inviteCode: String(inviteCode) };
}

/** A group that the account cannot be added to, with the invitation that it gets instead. */
async function invitation(): Promise<{ groupJid: string; body: object }> {
  await world.emulator.fault({ kind: 'group-add', phone: BOT, code: 403, times: 1 });
  const group = { subject: 'Theirs', participants: [BOT] };
  const { jid, results } = await world.emulator.request('POST', `/phones/${PERSON}/groups`, group);
  const { code, expiration } = results[0].invitation;
  const expiresAt = new Date(expiration * 1_000).toISOString();
  return { groupJid: String(jid), body: { inviteCode: code, expiresAt, invitedBy: PERSON } };
}

/** A community that the account may do this to, with a group, and an invite link to one that it is not in. */
async function communityFor(id: string): Promise<Record<string, string>> {
  const owner = id === 'joinCommunityGroup' ? PERSON : BOT;
  const body = { subject: 'Acme', participants: owner === BOT ? [PERSON, OTHER] : [BOT] };
  const { jid } = await world.emulator.request('POST', `/phones/${owner}/communities`, body);
  const theirs = { subject: 'Theirs' };
  const { inviteCode } = await world.emulator.request('POST', `/phones/${PERSON}/communities`, theirs);
  const sales = { subject: 'Sales', participants: [OTHER] };
  const group = await world.emulator.request('POST', `/phones/${owner}/groups`, sales);
  const link = { link: [group.jid] };
  if (id !== 'linkCommunityGroups')
    await world.emulator.request('POST', `/phones/${owner}/communities/${jid}/groups`, link);
  return { communityJid: String(jid), groupJid: String(group.jid), inviteCode: String(inviteCode) };
}

/** A channel that the account may do this to, and the invite link of it. */
async function channelFor(id: string): Promise<{ channelJid: string; inviteCode: string }> {
  const follows = ['unfollowChannel', 'muteChannel', 'unmuteChannel', 'followChannel'].includes(id);
  const owner = follows ? PERSON : BOT;
  const { jid, inviteCode } = await world.emulator.request('POST', `/phones/${owner}/channels`, {
    name: 'News',
  });
  const path = `/channels/${jid}`;
  if (follows) await world.emulator.request('PUT', `/phones/${BOT}${path}/follow`);
  if (id !== 'inviteChannelAdmin' && !follows)
    await world.emulator.request('POST', `/phones/${BOT}${path}/admins`, { phone: PERSON });
  if (['demoteChannelAdmin', 'changeChannelOwner'].includes(id))
    await world.emulator.request('POST', `/phones/${PERSON}${path}/admins/accept`);
  const posts = '/api/v1/instances/my-bot-1/messages/image';
  if (id.includes('Post')) await sent(posts, { ...record(imageExample()), to: jid });
  if (id === 'voteInChannelPoll')
    await sent('/api/v1/instances/my-bot-1/messages/poll', { ...POLL, to: jid });
  return { channelJid: String(jid), inviteCode: String(inviteCode) };
}

function imageExample(): unknown {
  return examples.find((example) => example.id === 'sendImage')?.body;
}

async function backup(): Promise<string> {
  const answer = await caller.call({ method: 'POST', path: '/api/v1/backup' });
  return String(record(record(JSON.parse(answer.text))['data'])['backupId']);
}

/** A quick reply of the account. */
async function quickReply(): Promise<string> {
  quickReplyId ??= await made('quick-replies', { shortcut: 'place', message: 'Here' }, 'quickReplyId');
  return quickReplyId;
}

async function made(path: string, body: object, id: string): Promise<string> {
  const answer = await caller.json('POST', `/api/v1/instances/my-bot-1/${path}`, JSON.stringify(body));
  return String(record(record(JSON.parse(answer.text))['data'])[id]);
}

/** A call that rings. */
async function call(): Promise<string> {
  const { callId } = await world.emulator.request('POST', `/phones/${PERSON}/call`, { to: BOT });
  await world.receiver.event('call', ({ data }) => data['callId'] === callId);
  return String(callId);
}

/** A label of the account. */
async function label(): Promise<string> {
  labelId ??= await made('labels', { name: 'Old customer' }, 'labelId');
  return labelId;
}

/** A status post of the account, or of somebody else. */
async function statusPostFor(id: string): Promise<string> {
  const status = '/api/v1/instances/my-bot-1/status';
  if (id === 'deleteStatusPost' || id === 'listStatusViewers')
    return sent(`${status}/text`, { text: 'Today', recipients: [PERSON] });
  const data = String(record(imageExample())['media']).split(',', 2)[1];
  const { messageId } = await world.emulator.request('POST', `/phones/${PERSON}/status-posts`, {
    to: [BOT],
    kind: 'image',
    media: data,
  });
  await eventually(
    async () => (await caller.call({ method: 'GET', path: `${status}/contacts` })).text,
    (text) => text.includes(String(messageId)),
    'the status post',
  );
  return String(messageId);
}

/** A message that the operation can do something with. */
async function messageFor(id: string): Promise<string> {
  if (id.includes('Status')) return statusPostFor(id);
  if (id.endsWith('Scheduled')) {
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    return sent('/api/v1/instances/my-bot-1/messages/text', { to: PERSON, text: 'Later', sendAt }, 202);
  }
  if (id === 'keepMessage') {
    const body = { to: BOT, text: 'Gone soon', ephemeral: 86_400 };
    const { messageId } = await world.emulator.request('POST', `/phones/${OTHER}/messages`, body);
    await world.receiver.event('message', ({ data }) => data['id'] === messageId);
    return String(messageId);
  }
  if (id === 'readMessage') return messages['received'] ?? '';
  if (id === 'getMessageMedia' || id === 'createMediaLink') return messages['file'] ?? '';
  if (id === 'getMessageMedia') return messages['file'] ?? '';
  if (id === 'changeEvent' || id === 'answerEvent')
    return sent('/api/v1/instances/my-bot-1/messages/event', { to: PERSON, ...EVENT });
  if (id === 'voteInPoll') return sent('/api/v1/instances/my-bot-1/messages/poll', { to: PERSON, ...POLL });
  return sent('/api/v1/instances/my-bot-1/messages/text', { to: PERSON, text: 'Hello from API!' });
}

/** Puts what the examples name into the catalog, where other examples may have taken it away. */
async function stock(): Promise<void> {
  const data = String(record(examples.find(({ id }) => id === 'createProduct')?.body)['media']).split(
    ',',
    2,
  )[1];
  const named = (id: string) => examples.find((each) => each.id === id)?.parameters ?? {};
  const { productId = '', pictureId = '' } = named('removeProductPicture');
  const { collectionId } = named('listCollectionProducts');
  const pictures = { pictures: [data, data], pictureIds: [pictureId] };
  const products = [{ id: productId, name: 'Rye bread', price: 4500, currency: 'EUR', ...pictures }];
  const collections = [{ id: collectionId, name: 'Breads', products: [productId] }];
  await world.emulator.request('PUT', `/phones/${BOT}/catalogue`, { products, collections });
  const { orderId, token } = named('getOrder');
  const order = { to: BOT, products: [{ id: productId }], orderId, token };
  await world.emulator.request('POST', `/phones/${OTHER}/orders`, order);
}

/** What only the owner of a passkey knows, in place of an example. */
async function ownBodyFor(id: string): Promise<object | undefined> {
  // Nothing may be sent to the host of the example.
  if (/^create(Global)?Endpoint$/.test(id))
    return { ...record(examples.find((each) => each.id === id)?.body), url: crm.url };
  if (id === 'answerInstancePasskey') return guarded.credential();
  return id === 'confirmInstancePasskey' ? { code: await guarded.codeOnPhone() } : undefined;
}

function jsonOf(body: unknown): Partial<Call> {
  return { headers: [JSON_TYPE], body: JSON.stringify(body) };
}

/** What the example of the operation without `Upload` says, as a form. */
async function formFor(id: string): Promise<Partial<Call>> {
  const { media, items, ...fields } = record(examples.find((each) => `${each.id}Upload` === id)?.body);
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  for (const item of [items ?? { media }].flat().map(record)) {
    const { media: file, ...rest } = item;
    form.append('media', new Blob([new Uint8Array(bytesOf(String(file)))]), 'file');
    if (items !== undefined) form.append('items', JSON.stringify(rest));
  }
  const whole = new Response(form);
  const type = whole.headers.get('Content-Type') ?? '';
  return { headers: [['Content-Type', type]], body: Buffer.from(await whole.arrayBuffer()) };
}

describe('every example of a request', () => {
  const quiet = examples.filter(({ id }) => !LAST.includes(id));
  const loud = LAST.flatMap((name) => examples.filter(({ id }) => id === name));

  it.each([...quiet, ...loud])('$id can be carried out, and answers as documented', async (example) => {
    const { id, method, path, parameters, body, takesBody, uploads } = example;
    const values: Record<string, string> = { ...parameters };
    if (path.includes('{messageId}')) values['messageId'] = await messageFor(id);
    if (path.includes('{keyId}')) values['keyId'] = (await makeKey(world.api.url, { preset: 'bot' })).keyId;
    if (path.includes('{backupId}')) values['backupId'] = await backup();
    if (path.includes('{labelId}')) values['labelId'] = await label();
    if (path.includes('{quickReplyId}')) values['quickReplyId'] = await quickReply();
    if (path.includes('{callId}')) values['callId'] = await call();
    if (path.includes('/groups/')) Object.assign(values, await groupFor());
    if (path.includes('/communities/')) Object.assign(values, await communityFor(id));
    if (path.includes('/channels/')) Object.assign(values, await channelFor(id));
    if (path.includes('{deliveryId}')) {
      const ofAll = path.startsWith('/api/v1/webhooks/');
      const named = path.includes('{endpointName}') ? { ofAll: globalCrm, own: crm } : undefined;
      const { ofAll: global, own } = named ?? { ofAll: everything, own: world.receiver };
      const receiver = ofAll ? global : own;
      values['deliveryId'] = deliveryOf(await receiver.event('message', ({ sequence }) => sequence > 0));
    }
    const invited = INVITED.has(id) ? await invitation() : undefined;
    if (invited) values['groupJid'] = invited.groupJid;
    // Of an instance that is linked no QR code is due.
    if (id === 'getInstanceQr') values['instanceId'] = 'unlinked';
    if (id.endsWith('InstancePasskey')) values['instanceId'] = 'guarded';
    if (/\/(catalog|orders|messages\/product|business)\b/.test(path)) await stock();
    const query = id === 'getOrder' ? `?token=${encodeURIComponent(values['token'] ?? '')}` : '';
    const request: Call = {
      method,
      path: path.replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? '') + query,
    };
    expect(takesBody ? body : 'none').toBeDefined();
    const given = invited?.body ?? (await ownBodyFor(id)) ?? body;
    const content: Partial<Call> = uploads ? await formFor(id) : takesBody ? jsonOf(given) : {};
    const answer = await caller.call({ ...request, ...content });
    expect({ id, status: answer.status, text: answer.status < 300 ? '' : answer.text }).toEqual({
      id,
      status: answer.status < 300 ? answer.status : 200,
      text: '',
    });
    expect(document.faults(id, answer)).toEqual([]);
  });

  it('has reached the people it was for', async () => {
    const types = (await world.emulator.inbox(PERSON)).map(({ type }) => type);
    expect(new Set(types)).toEqual(
      new Set([
        'text',
        'image',
        'video',
        'audio',
        'document',
        'sticker',
        'location',
        'contact',
        'poll',
        'event',
        'album',
        'product',
        'channel_invite',
      ]),
    );
    expect((await world.emulator.inbox(OTHER)).map(({ text }) => text)).toEqual(['Hello from API!']);
  });
});
