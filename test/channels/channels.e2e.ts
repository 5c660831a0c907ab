import {
  changeChannelOwner,
  countChannelAdmins,
  createChannel,
  deleteChannel,
  demoteChannelAdmin,
  followChannel,
  getChannel,
  getChannelByInvite,
  inviteChannelAdmin,
  listChannels,
  muteChannel,
  removeChannelPicture,
  revokeChannelInvitation,
  setChannelPicture,
  unfollowChannel,
  unmuteChannel,
  updateChannel,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { EXAMPLE_FILES } from '../harness/example-files.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
/** `EPHEMERAL_SETTING` of WAProto's `ProtocolMessage.Type`. */
const EPHEMERAL_SETTING = 3;
const NOBODY = '120363999999999999@newsletter';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => {
  await bot.link();
  await anna.writes('Hello');
});

function on(channelJid: string) {
  return { client: world.api.client, path: { instanceId: 'bot', channelJid } };
}

function about(channelJid: string, person = anna.phone) {
  return { client: world.api.client, path: { instanceId: 'bot', channelJid, person } };
}

async function created(name: string, more: { description?: string; acceptTerms?: boolean } = {}) {
  const path = { instanceId: 'bot' };
  const answer = await outcomeOf(createChannel({ client: world.api.client, path, body: { name, ...more } }));
  if (!answer.data) throw new Error(JSON.stringify(answer));
  return answer.data;
}

/** A channel of somebody else. */
async function theirs(name: string): Promise<{ jid: string; inviteCode: string }> {
  return world.emulator.request('POST', `/phones/${anna.phone}/channels`, { name, description: 'of Anna' });
}

async function onServer(jid: string) {
  return world.emulator.get(`/channels/${jid}`);
}

describe('a channel of the account', () => {
  it('is created, after the terms are accepted for those who ask for it', async () => {
    const plain = await created('Plain');
    expect((await world.emulator.get(`/phones/${BOT}`)).channelTerms).toBe(false);
    const channel = await created('News', { description: 'What is new', acceptTerms: true });
    expect((await world.emulator.get(`/phones/${BOT}`)).channelTerms).toBe(true);
    expect(channel).toMatchObject({
      name: 'News',
      description: 'What is new',
      inviteLink: `https://whatsapp.com/channel/${channel.inviteCode}`,
      role: 'owner',
      followers: 1,
      state: 'active',
      verified: false,
      muted: false,
      hasPicture: false,
    });
    expect(plain.description).toBeUndefined();
    expect(await onServer(channel.jid)).toMatchObject({ followers: [{ phone: BOT, role: 'owner' }] });
  });

  it('gets another name, description and picture', async () => {
    const { jid } = await created('Before', { description: 'before' });
    const body = { name: 'After', description: '' };
    expect(await outcomeOf(updateChannel({ ...on(jid), body }))).toMatchObject({ code: 200, data: body });
    const media = EXAMPLE_FILES.image;
    expect((await outcomeOf(setChannelPicture({ ...on(jid), body: { media } }))).code).toBe(200);
    const shown = await outcomeOf(getChannel(on(jid)));
    expect(shown.data).toMatchObject({ name: 'After', hasPicture: true });
    expect(shown.data?.description).toBeUndefined();
    expect((await outcomeOf(removeChannelPicture(on(jid)))).code).toBe(200);
    expect((await outcomeOf(getChannel(on(jid)))).data?.hasPicture).toBe(false);
  });

  it('is shared with admins, whom a message invites', async () => {
    const { jid } = await created('Shared');
    const invited = await outcomeOf(inviteChannelAdmin({ ...on(jid), body: { person: anna.phone } }));
    expect(invited).toMatchObject({ code: 200, data: { person: anna.phone, status: 'sent' } });
    expect(Date.parse(invited.data?.expiresAt ?? '')).toBeGreaterThan(Date.now());
    await anna.sees(String(invited.data?.messageId));
    expect((await outcomeOf(revokeChannelInvitation(about(jid)))).code).toBe(200);
    expect(await onServer(jid)).toMatchObject({ invitations: [] });
    expect((await outcomeOf(revokeChannelInvitation(about(jid)))).error?.code).toBe('CHANNEL_NOT_FOUND');

    await outcomeOf(inviteChannelAdmin({ ...on(jid), body: { person: anna.chatId } }));
    await world.emulator.post(`/phones/${anna.phone}/channels/${jid}/admins/accept`);
    expect((await outcomeOf(countChannelAdmins(on(jid)))).data).toEqual({ jid, count: 2 });
    expect((await outcomeOf(demoteChannelAdmin(about(jid)))).data?.status).toBe('demoted');
    expect((await outcomeOf(countChannelAdmins(on(jid)))).data?.count).toBe(1);

    await outcomeOf(inviteChannelAdmin({ ...on(jid), body: { person: await anna.lid() } }));
    await world.emulator.post(`/phones/${anna.phone}/channels/${jid}/admins/accept`);
    const owner = await outcomeOf(changeChannelOwner({ ...on(jid), body: { person: anna.phone } }));
    expect(owner.data?.status).toBe('made_owner');
    expect((await outcomeOf(getChannel(on(jid)))).data?.role).toBe('admin');
    const refused = await outcomeOf(deleteChannel(on(jid)));
    expect(refused).toMatchObject({
      code: 500,
      error: {
        code: 'WHATSAPP_ERROR',
        details: { code: '405', reason: 'not_allowed', outcome: 'not_sent' },
      },
    });
  });

  it('is shared by an invitation that disappears with the chat', async () => {
    const dana = new Person(world, '15550002222', bot);
    const ephemeralExpiration = 86_400;
    const key = { remoteJid: `${BOT}@s.whatsapp.net`, fromMe: true, id: 'SETTING' };
    const protocolMessage = { type: EPHEMERAL_SETTING, ephemeralExpiration, key };
    await world.emulator.post(`/phones/${dana.phone}/raw`, { to: BOT, message: { protocolMessage } });
    await dana.writes('Hello', { ephemeral: ephemeralExpiration });
    const { jid } = await created('Fleeting');
    const { data } = await outcomeOf(inviteChannelAdmin({ ...on(jid), body: { person: dana.phone } }));
    await dana.sees(String(data?.messageId));
    const content = await world.emulator.get(`/phones/${dana.phone}/messages/${data?.messageId}/content`);
    expect(content).toMatchObject({
      newsletterAdminInviteMessage: { newsletterJid: jid, contextInfo: { expiration: ephemeralExpiration } },
    });
  });

  it('is deleted for good', async () => {
    const { jid } = await created('Short');
    expect((await outcomeOf(deleteChannel(on(jid)))).data).toEqual({ jid, deleted: true });
    expect(await outcomeOf(getChannel(on(jid)))).toMatchObject({
      code: 404,
      error: { code: 'CHANNEL_NOT_FOUND' },
    });
  });
});

describe('a channel of somebody else', () => {
  it('is found by its address and by its invite code, before the account follows it', async () => {
    const { jid, inviteCode } = await theirs('Found');
    for (const found of [
      getChannel(on(jid)),
      getChannelByInvite({ client: world.api.client, path: { instanceId: 'bot', inviteCode } }),
    ]) {
      const { data } = await outcomeOf(found);
      expect(data).toMatchObject({ jid, name: 'Found', description: 'of Anna', followers: 1, role: 'guest' });
      expect(data?.muted).toBeUndefined();
    }
    const path = { instanceId: 'bot', inviteCode: '0029VaNobodyHasThisCode0' };
    expect((await outcomeOf(getChannelByInvite({ client: world.api.client, path }))).error).toMatchObject({
      code: 'CHANNEL_NOT_FOUND',
      details: { reason: 'unknown_code' },
    });
  });

  it('is followed, muted and left, each as often as one likes', async () => {
    const { jid } = await theirs('Followed');
    const listed = async () => {
      const { data } = await outcomeOf(
        listChannels({ client: world.api.client, path: { instanceId: 'bot' } }),
      );
      return data?.channels.find((channel) => channel.jid === jid);
    };
    for (let again = 0; again < 2; again++)
      expect((await outcomeOf(followChannel(on(jid)))).data).toEqual({ jid, following: true });
    expect(await listed()).toMatchObject({ name: 'Followed', role: 'subscriber', muted: false });
    expect((await outcomeOf(muteChannel(on(jid)))).data).toEqual({ jid, muted: true });
    expect(await listed()).toMatchObject({ muted: true });
    expect((await outcomeOf(unmuteChannel(on(jid)))).data).toEqual({ jid, muted: false });
    for (let again = 0; again < 2; again++)
      expect((await outcomeOf(unfollowChannel(on(jid)))).data).toEqual({ jid, following: false });
    expect(await listed()).toBeUndefined();
    for (const change of [
      updateChannel({ ...on(jid), body: { name: 'Ours' } }),
      muteChannel(on(jid)),
      countChannelAdmins(on(jid)),
    ])
      expect((await outcomeOf(change)).error?.details).toMatchObject({ reason: 'not_allowed' });
  });
});

it('what WhatsApp refuses or does not answer is an error', async () => {
  expect((await outcomeOf(followChannel(on(NOBODY)))).error?.code).toBe('CHANNEL_NOT_FOUND');
  await world.emulator.fault({ kind: 'iq-error', xmlns: 'w:mex', code: 429, times: 1 });
  expect((await outcomeOf(followChannel(on(NOBODY)))).error).toMatchObject({
    code: 'WHATSAPP_ERROR',
    details: { code: '429' },
  });
});

it('a channel of which the answer was lost is found by the key of the request', async () => {
  const headers = { 'Idempotency-Key': 'channel-1' };
  const call = { client: world.api.client, path: { instanceId: 'bot' }, body: { name: 'Once' }, headers };
  const first = await outcomeOf(createChannel(call));
  const second = await outcomeOf(createChannel(call));
  expect(second.data).toEqual(first.data);
});
