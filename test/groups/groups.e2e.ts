import sharp from 'sharp';
import {
  addGroupParticipants,
  createGroup,
  type CreateGroupData,
  demoteGroupParticipants,
  getGroup,
  getGroupByInvite,
  getGroupInviteLink,
  joinGroup,
  leaveGroup,
  listGroupParticipants,
  listGroups,
  promoteGroupParticipants,
  removeGroupParticipants,
  removeGroupPicture,
  revokeGroupInviteLink,
  setGroupPicture,
  updateGroup,
  type UpdateGroupData,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf } from '../harness/outcome.js';
import { API_KEY } from '../harness/server.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARA = '15550003333';
const DAN = '15550004444';
/** Lets nobody add them to groups. */
const SHY = '15550005555';
const NOBODY = '15550009999';
/** Brazil has added a nine to its mobile numbers; accounts that are older keep their JID. */
const RIO = '555580001111';
const RIO_WITH_NINE = '5555980001111';
const UNKNOWN = '120363000000009999@g.us';

const world = useWorld({ SEND_TIMEOUT_MS: '15000' });
const bot = new Bot(world, 'bot', BOT);
let lids: Record<string, string>;

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  for (const phone of [ANNA, BEN, CARA, DAN]) await world.emulator.phone(phone);
  await world.emulator.request('POST', '/phones', { phone: SHY, groupAdd: 'none' });
  await world.emulator.request('POST', '/phones', { phone: RIO, aliases: [RIO_WITH_NINE] });
  const people = [BOT, ANNA, BEN, CARA, DAN, SHY, RIO];
  lids = Object.fromEntries(
    await Promise.all(people.map(async (phone) => [phone, await world.emulator.lidOf(phone)] as const)),
  );
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

function call() {
  return { client: world.api.client, path: { instanceId: 'bot' } };
}

function about(groupJid: string) {
  return { client: world.api.client, path: { instanceId: 'bot', groupJid } };
}

function by(inviteCode: string) {
  return { client: world.api.client, path: { instanceId: 'bot', inviteCode } };
}

async function create(body: CreateGroupData['body']) {
  return outcomeOf(createGroup({ ...call(), body }));
}

/** The bot makes a group. Resolves with its JID. */
async function made(participants: string[], name = 'Lunch'): Promise<string> {
  const { code, data } = await create({ name, participants });
  if (code !== 201 || !data) throw new Error(`not made: ${code}`);
  return data.jid;
}

/** Somebody else makes a group. Resolves with its JID. */
async function theirs(maker: string, participants: string[], addressing?: 'lid' | 'pn'): Promise<string> {
  const body = { subject: 'Theirs', participants, addressing };
  return String((await world.emulator.request('POST', `/phones/${maker}/groups`, body)).jid);
}

/** The group as WhatsApp's server has it. */
async function there(groupJid: string) {
  return world.emulator.get(`/groups/${groupJid}`);
}

/** Roles by phone, as WhatsApp's server has them. */
async function rolesIn(groupJid: string): Promise<Record<string, string>> {
  const { participants } = await there(groupJid);
  return Object.fromEntries(
    participants.map((each: { phone: string; role: string }) => [each.phone, each.role]),
  );
}

/** What somebody's phone was told about a group, in order. */
async function toldTo(phone: string, groupJid: string): Promise<string[]> {
  const events = await world.emulator.events(phone);
  return events.flatMap(({ kind, group, change }) =>
    kind === 'group' && group === groupJid ? [String(change)] : [],
  );
}

/** Somebody changes a group on their phone. */
async function changes(phone: string, groupJid: string, method: string, path = '', body?: object) {
  return world.emulator.request(method, `/phones/${phone}/groups/${groupJid}${path}`, body);
}

const NOT_ALLOWED = {
  code: 500,
  error: { code: 'WHATSAPP_ERROR', details: { reason: 'not_allowed', outcome: 'not_sent' } },
};
const NO_GROUP = { code: 404, error: { code: 'GROUP_NOT_FOUND' } };

describe('a group that is made', () => {
  it('is there for everybody, and is shown as WhatsApp has it', async () => {
    const { code, data } = await create({ name: 'Lunch', participants: [ANNA, '+1 (555) 000-2222'] });
    expect(code).toBe(201);
    const participants = [BOT, ANNA, BEN].map((phone) => ({
      jid: jidOf(phone),
      phone,
      lid: lids[phone],
      role: phone === BOT ? 'superadmin' : 'member',
    }));
    const group = {
      jid: expect.stringMatching(/^\d+@g\.us$/),
      name: 'Lunch',
      owner: jidOf(BOT),
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      size: 3,
      announce: false,
      restrict: false,
      membersCanAdd: true,
      joinApproval: false,
      disappearingSeconds: 0,
      isCommunity: false,
      isAnnouncementGroup: false,
      participants,
    };
    expect(data).toEqual({
      ...group,
      results: [
        { participant: ANNA, jid: jidOf(ANNA), status: 'added' },
        { participant: '+1 (555) 000-2222', jid: jidOf(BEN), status: 'added' },
      ],
    });
    const groupJid = data?.jid ?? '';
    expect((await outcomeOf(getGroup(about(groupJid)))).data).toEqual(group);
    expect((await outcomeOf(listGroupParticipants(about(groupJid)))).data).toEqual({ participants });
    expect(await rolesIn(groupJid)).toEqual({ [BOT]: 'superadmin', [ANNA]: 'member', [BEN]: 'member' });
    expect(await toldTo(ANNA, groupJid)).toEqual(['create']);
  });

  it('says of each who could not be added, and why, and is made of the others', async () => {
    await world.emulator.fault({ kind: 'group-add', phone: CARA, code: 408 });
    const asked = [ANNA, NOBODY, SHY, CARA, jidOf(ANNA), lids[BEN] ?? '', RIO_WITH_NINE, BOT];
    const { code, data } = await create({ name: 'Lunch', participants: asked });
    expect(code).toBe(201);
    expect(data?.results).toEqual([
      { participant: ANNA, jid: jidOf(ANNA), status: 'added' },
      {
        participant: NOBODY,
        status: 'failed',
        error: { reason: 'not_on_whatsapp', message: expect.any(String) },
      },
      {
        participant: SHY,
        jid: jidOf(SHY),
        status: 'failed',
        error: { reason: 'not_allowed', message: expect.any(String), code: '403' },
        invitation: { inviteCode: expect.any(String), expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) },
      },
      {
        participant: CARA,
        jid: jidOf(CARA),
        status: 'failed',
        error: { reason: 'left_recently', message: expect.any(String), code: '408' },
      },
      { participant: jidOf(ANNA), jid: jidOf(ANNA), status: 'added' },
      { participant: lids[BEN], jid: jidOf(BEN), status: 'added' },
      { participant: RIO_WITH_NINE, jid: jidOf(RIO), status: 'added' },
      { participant: BOT, jid: jidOf(BOT), status: 'added' },
    ]);
    expect(data?.size).toBe(4);
    expect(Object.keys(await rolesIn(data?.jid ?? '')).sort()).toEqual([BOT, ANNA, BEN, RIO].sort());
  });

  it('is not made of nobody', async () => {
    const before = (await outcomeOf(listGroups(call()))).data?.groups.length;
    expect(await create({ name: 'Lunch', participants: [NOBODY] })).toMatchObject({
      code: 404,
      error: {
        code: 'CONTACT_NOT_FOUND',
        details: { outcome: 'not_sent', results: [{ participant: NOBODY, status: 'failed' }] },
      },
    });
    expect((await outcomeOf(listGroups(call()))).data?.groups.length).toBe(before);
  });

  it('is listed, with those that others have made, until the account leaves', async () => {
    const own = await made([ANNA], 'Ours');
    const other = await theirs(ANNA, [BOT, BEN]);
    await theirs(ANNA, [BEN]);
    const listed = async () => (await outcomeOf(listGroups(call()))).data?.groups ?? [];
    const found = (await listed()).filter((group) => group.jid === own || group.jid === other);
    expect(found).toEqual([
      expect.objectContaining({ jid: own, name: 'Ours', size: 2, owner: jidOf(BOT) }),
      expect.objectContaining({ jid: other, name: 'Theirs', size: 3, owner: jidOf(ANNA) }),
    ]);
    expect((await listed()).every((group) => !('participants' in group))).toBe(true);
    expect((await outcomeOf(leaveGroup(about(other)))).data).toEqual({ jid: other, left: true });
    expect((await listed()).map((group) => group.jid)).not.toContain(other);
    expect(Object.keys(await rolesIn(other)).sort()).toEqual([ANNA, BEN].sort());
    expect(await toldTo(BEN, other)).toEqual(['create', 'leave']);
    expect(await outcomeOf(leaveGroup(about(other)))).toMatchObject(NOT_ALLOWED);
    expect(await outcomeOf(getGroup(about(other)))).toMatchObject(NOT_ALLOWED);
  });
});

describe.each(['lid', 'pn'] as const)('people in a group that names them by %s', (addressing) => {
  let group: string;

  beforeAll(async () => {
    group = await theirs(ANNA, [BOT, BEN], addressing);
    await changes(ANNA, group, 'POST', '/admins', { promote: [BOT] });
  });

  const add = (...participants: string[]) =>
    outcomeOf(addGroupParticipants({ ...about(group), body: { participants } }));
  const remove = (...participants: string[]) =>
    outcomeOf(removeGroupParticipants({ ...about(group), body: { participants } }));
  const promote = (...participants: string[]) =>
    outcomeOf(promoteGroupParticipants({ ...about(group), body: { participants } }));
  const demote = (...participants: string[]) =>
    outcomeOf(demoteGroupParticipants({ ...about(group), body: { participants } }));

  it('are shown by phone, with what they may do', async () => {
    const { data } = await outcomeOf(listGroupParticipants(about(group)));
    expect(data?.participants).toEqual([
      { jid: jidOf(ANNA), phone: ANNA, lid: lids[ANNA], role: 'superadmin' },
      { jid: jidOf(BOT), phone: BOT, lid: lids[BOT], role: 'admin' },
      { jid: jidOf(BEN), phone: BEN, lid: lids[BEN], role: 'member' },
    ]);
  });

  it('are added, each with a result of their own', async () => {
    await world.emulator.fault({ kind: 'group-add', phone: DAN, code: 408, times: 1 });
    const { code, data } = await add(CARA, BEN, SHY, DAN, NOBODY, RIO_WITH_NINE);
    expect(code).toBe(200);
    expect(
      data?.results.map(({ participant, jid: who, status, error }) => [
        participant,
        who,
        status,
        error?.reason,
        error?.code,
      ]),
    ).toEqual([
      [CARA, jidOf(CARA), 'added', undefined, undefined],
      [BEN, jidOf(BEN), 'failed', 'already_member', '409'],
      [SHY, jidOf(SHY), 'failed', 'not_allowed', '403'],
      [DAN, jidOf(DAN), 'failed', 'left_recently', '408'],
      [NOBODY, undefined, 'failed', 'not_on_whatsapp', undefined],
      [RIO_WITH_NINE, jidOf(RIO), 'added', undefined, undefined],
    ]);
    expect(await rolesIn(group)).toEqual({
      [ANNA]: 'superadmin',
      [BOT]: 'admin',
      [BEN]: 'member',
      [CARA]: 'member',
      [RIO]: 'member',
    });
    expect(await toldTo(BEN, group)).toContain('add');
    await world.emulator.fault({ kind: 'group-add', phone: DAN, code: 401, times: 1 });
    expect((await add(DAN)).data?.results[0]?.error).toMatchObject({ reason: 'blocked', code: '401' });
    await world.emulator.fault({ kind: 'group-add', phone: DAN, code: 419, times: 1 });
    expect((await add(DAN)).data?.results[0]?.error).toMatchObject({ reason: 'refused', code: '419' });
  });

  it('become admins, and members again', async () => {
    const promoted = await promote(CARA, DAN, lids[BEN] ?? '');
    expect(promoted.data?.results).toEqual([
      { participant: CARA, jid: jidOf(CARA), status: 'promoted' },
      {
        participant: DAN,
        jid: jidOf(DAN),
        status: 'failed',
        error: { reason: 'not_a_member', message: expect.any(String), code: '404' },
      },
      { participant: lids[BEN], jid: jidOf(BEN), status: 'promoted' },
    ]);
    expect(await rolesIn(group)).toMatchObject({ [CARA]: 'admin', [BEN]: 'admin' });
    const demoted = await demote(CARA, ANNA);
    expect(demoted.data?.results).toEqual([
      { participant: CARA, jid: jidOf(CARA), status: 'demoted' },
      {
        participant: ANNA,
        jid: jidOf(ANNA),
        status: 'failed',
        error: { reason: 'protected', message: expect.any(String), code: '403' },
      },
    ]);
    expect(await rolesIn(group)).toMatchObject({ [CARA]: 'member', [ANNA]: 'superadmin' });
  });

  it('are removed, and cannot be twice', async () => {
    expect((await remove(CARA, ANNA)).data?.results).toMatchObject([
      { jid: jidOf(CARA), status: 'removed' },
      { jid: jidOf(ANNA), status: 'failed', error: { reason: 'protected' } },
    ]);
    expect(await rolesIn(group)).not.toHaveProperty(CARA);
    expect((await remove(CARA, NOBODY)).data?.results).toMatchObject([
      { status: 'failed', error: { reason: 'not_a_member', code: '404' } },
      { status: 'failed', error: { reason: 'not_on_whatsapp' } },
    ]);
    expect((await remove(NOBODY)).data?.results).toMatchObject([{ error: { reason: 'not_on_whatsapp' } }]);
    expect(await toldTo(CARA, group)).toEqual(['add', 'promote', 'demote', 'remove']);
  });

  it('are named in the query of a DELETE, repeated or with commas, or in its body, not in both', async () => {
    const address = `/api/v1/instances/bot/groups/${group}/participants`;
    const removing = async (query: string, body?: object) => {
      const response = await world.api.raw(address + query, {
        method: 'DELETE',
        headers: { 'X-API-Key': API_KEY, ...(body && { 'Content-Type': 'application/json' }) },
        body: body && JSON.stringify(body),
      });
      const { data, error } = Object(await response.json());
      return {
        code: response.status,
        statuses: data?.results.map(({ status }: { status: string }) => status),
        fields: error?.details?.fields,
      };
    };
    const all = [CARA, DAN];
    for (const query of [`?participants=${all.join()}`, `?participants=${CARA}&participants=${DAN}`]) {
      expect((await add(...all)).data?.results.map(({ status }) => status)).toEqual(['added', 'added']);
      expect(await removing(query)).toMatchObject({ code: 200, statuses: ['removed', 'removed'] });
      const roles = await rolesIn(group);
      expect(all.filter((phone) => phone in roles)).toEqual([]);
    }
    const twice = await removing(`?participants=${CARA}`, { participants: [CARA] });
    expect(twice).toMatchObject({ code: 400, fields: [{ field: 'participants' }] });
    expect(await removing('')).toMatchObject({ code: 400, fields: [{ field: 'participants' }] });
    expect(await removing('', {})).toMatchObject({ code: 400, fields: [{ field: 'participants' }] });
  });

  it('are nobody else’s business: without the right nothing happens', async () => {
    await changes(ANNA, group, 'POST', '/admins', { demote: [BOT] });
    await changes(ANNA, group, 'PATCH', '', { memberAddMode: 'admin_add', locked: true });
    const before = await there(group);
    for (const attempt of [
      add(CARA),
      remove(BEN),
      promote(BEN),
      demote(BEN),
      outcomeOf(updateGroup({ ...about(group), body: { name: 'Mine' } })),
      outcomeOf(updateGroup({ ...about(group), body: { description: 'Mine' } })),
      outcomeOf(removeGroupPicture(about(group))),
      outcomeOf(getGroupInviteLink(about(group))),
      outcomeOf(revokeGroupInviteLink(about(group))),
    ])
      expect(await attempt).toMatchObject(NOT_ALLOWED);
    expect(await there(group)).toEqual(before);
  });
});

describe('name and description of a group', () => {
  async function update(groupJid: string, body: UpdateGroupData['body']) {
    return outcomeOf(updateGroup({ ...about(groupJid), body }));
  }

  it('are changed for everybody, and the description is removed by an empty one', async () => {
    const group = await made([ANNA]);
    const both = { name: 'Dinner 🍜', description: 'At eight.\nBring friends.' };
    expect(await update(group, both)).toMatchObject({ code: 200, data: { jid: group, ...both } });
    expect(await there(group)).toMatchObject({ subject: both.name, description: { text: both.description } });
    expect(await toldTo(ANNA, group)).toEqual(['create', 'subject', 'description']);
    expect((await outcomeOf(getGroup(about(group)))).data).toMatchObject(both);
    // Somebody else's is replaced as well.
    await changes(ANNA, group, 'PATCH', '', { description: 'At nine' });
    expect((await update(group, { description: 'At ten' })).data).toEqual({
      jid: group,
      description: 'At ten',
    });
    expect(await there(group)).toMatchObject({ subject: both.name, description: { text: 'At ten' } });
    expect((await update(group, { description: '' })).code).toBe(200);
    expect((await there(group)).description).toBeNull();
    expect((await outcomeOf(getGroup(about(group)))).data).not.toHaveProperty('description');
  });

  it('have to be given', async () => {
    expect(await update(await made([ANNA]), {})).toMatchObject({
      code: 400,
      error: { code: 'INVALID_REQUEST', details: { fields: [{ field: 'body' }] } },
    });
  });

  it('that were changed before another change failed are named', async () => {
    const group = await made([ANNA]);
    await world.emulator.fault({
      kind: 'iq-error',
      xmlns: 'w:g2',
      child: 'description',
      code: 406,
      phone: BOT,
    });
    expect(await update(group, { name: 'Dinner', description: 'At eight' })).toMatchObject({
      code: 500,
      error: { code: 'WHATSAPP_ERROR', details: { code: '406', changed: ['name'] } },
    });
    expect(await there(group)).toMatchObject({ subject: 'Dinner', description: null });
    const alone = await update(group, { description: 'At eight' });
    expect(alone.error?.details).not.toHaveProperty('changed');
  });

  it('survive a description that somebody writes in the same moment', async () => {
    const group = await made([ANNA]);
    const race = { kind: 'iq-error', xmlns: 'w:g2', child: 'description', code: 409, phone: BOT, times: 1 };
    await world.emulator.fault(race);
    expect((await update(group, { description: 'At eight' })).code).toBe(200);
    expect(await there(group)).toMatchObject({ description: { text: 'At eight' } });
  });
});

describe('the picture of a group', () => {
  it('is set as a square, and removed', async () => {
    const group = await made([ANNA]);
    const image = await sharp({ create: { width: 900, height: 300, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const media = `data:image/png;base64,${image.toString('base64')}`;
    const set = await outcomeOf(setGroupPicture({ ...about(group), body: { media } }));
    expect(set).toMatchObject({ code: 200, data: { jid: group, picture: true } });
    const seen = await fetch(`${world.emulator.url}/groups/${group}/picture`);
    const { format, width, height } = await sharp(Buffer.from(await seen.arrayBuffer())).metadata();
    expect([format, width, height]).toEqual(['jpeg', 640, 640]);

    const form = new FormData();
    form.append('media', new Blob([new Uint8Array(image)], { type: 'image/png' }), 'red.png');
    const path = `/api/v1/instances/bot/groups/${group}/picture`;
    expect((await world.api.raw(path, { method: 'POST', body: form })).status).toBe(200);

    expect((await outcomeOf(removeGroupPicture(about(group)))).data).toEqual({ jid: group, picture: false });
    expect((await there(group)).picture).toBeNull();
    expect((await outcomeOf(removeGroupPicture(about(group)))).code).toBe(200);
    expect(await toldTo(ANNA, group)).toEqual(['create', 'picture', 'picture', 'picture', 'picture']);
  });

  it('is an image, of a group that there is', async () => {
    const group = await made([ANNA]);
    const broken = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA';
    expect(await outcomeOf(setGroupPicture({ ...about(group), body: { media: broken } }))).toMatchObject({
      code: 400,
      error: { details: { fields: [{ field: 'media' }] } },
    });
    expect(await outcomeOf(removeGroupPicture(about(UNKNOWN)))).toMatchObject(NO_GROUP);
  });
});

describe('the invite link of a group', () => {
  it('leads others into it until it is revoked', async () => {
    const group = await made([ANNA]);
    const { data } = await outcomeOf(getGroupInviteLink(about(group)));
    const inviteCode = data?.inviteCode ?? '';
    expect(data).toEqual({ inviteCode, inviteLink: `https://chat.whatsapp.com/${inviteCode}` });
    expect((await there(group)).inviteCode).toBe(inviteCode);
    await world.emulator.request('POST', `/phones/${DAN}/groups/join`, { code: inviteCode });
    expect(await rolesIn(group)).toHaveProperty(DAN, 'member');

    const renewed = (await outcomeOf(revokeGroupInviteLink(about(group)))).data?.inviteCode;
    expect(renewed).not.toBe(inviteCode);
    expect((await there(group)).inviteCode).toBe(renewed);
    expect((await outcomeOf(getGroupInviteLink(about(group)))).data?.inviteCode).toBe(renewed);
    const late = world.emulator.request('POST', `/phones/${CARA}/groups/join`, { code: inviteCode });
    await expect(late).rejects.toThrow(/410/);
  });

  it('shows a group to those who are not in it, and lets them in', async () => {
    const group = await theirs(ANNA, [BEN]);
    await changes(ANNA, group, 'PATCH', '', { description: 'Welcome' });
    const { code: inviteCode } = await changes(ANNA, group, 'GET', '/invite');
    const shown = await outcomeOf(getGroupByInvite(by(inviteCode)));
    expect(shown).toMatchObject({
      code: 200,
      data: { jid: group, name: 'Theirs', description: 'Welcome', owner: jidOf(ANNA), size: 2 },
    });
    expect(shown.data).not.toHaveProperty('participants');
    expect(await rolesIn(group)).not.toHaveProperty(BOT);
    expect((await outcomeOf(joinGroup(by(inviteCode)))).data).toEqual({ jid: group, status: 'joined' });
    expect(await rolesIn(group)).toHaveProperty(BOT, 'member');
    expect((await outcomeOf(joinGroup(by(inviteCode)))).data).toEqual({ jid: group, status: 'joined' });
    expect((await outcomeOf(getGroup(about(group)))).data?.size).toBe(3);
  });

  it('asks an admin where the group wants that', async () => {
    const group = await theirs(ANNA, [BEN]);
    await changes(ANNA, group, 'PATCH', '', { joinApproval: true });
    const { code: inviteCode } = await changes(ANNA, group, 'GET', '/invite');
    expect((await outcomeOf(getGroupByInvite(by(inviteCode)))).data).toMatchObject({ joinApproval: true });
    expect((await outcomeOf(joinGroup(by(inviteCode)))).data).toEqual({ jid: group, status: 'requested' });
    expect(await rolesIn(group)).not.toHaveProperty(BOT);
    expect(await outcomeOf(getGroup(about(group)))).toMatchObject(NOT_ALLOWED);
    await changes(ANNA, group, 'POST', '/requests', { approve: [BOT] });
    expect((await outcomeOf(getGroup(about(group)))).data?.participants).toContainEqual(
      expect.objectContaining({ jid: jidOf(BOT), role: 'member' }),
    );
  });

  it('that is none, or none any more, is 404 and says which', async () => {
    const group = await theirs(ANNA, [BEN]);
    const { code: revoked } = await changes(ANNA, group, 'GET', '/invite');
    await changes(ANNA, group, 'DELETE', '/invite');
    for (const use of [getGroupByInvite, joinGroup]) {
      const unknown = await outcomeOf<unknown>(use(by('AbCdEfGhIjKlMnOpQrStUv')));
      expect(unknown).toMatchObject({ ...NO_GROUP, error: { details: { reason: 'unknown_code' } } });
      const old = await outcomeOf<unknown>(use(by(String(revoked))));
      expect(old).toMatchObject({ ...NO_GROUP, error: { details: { reason: 'revoked_code' } } });
    }
    expect(await rolesIn(group)).not.toHaveProperty(BOT);
  });
});

describe('settings that others have made', () => {
  it('are shown', async () => {
    const group = await theirs(ANNA, [BOT]);
    const settings = { announce: true, locked: true, memberAddMode: 'admin_add', ephemeral: 86_400 };
    await changes(ANNA, group, 'PATCH', '', { ...settings, joinApproval: true });
    expect((await outcomeOf(getGroup(about(group)))).data).toMatchObject({
      announce: true,
      restrict: true,
      membersCanAdd: false,
      joinApproval: true,
      disappearingSeconds: 86_400,
    });
  });
});

describe('a group that there is not', () => {
  it('is 404 for all that can be done with groups', async () => {
    const people = { ...about(UNKNOWN), body: { participants: [ANNA] } };
    const attempts: Promise<unknown>[] = [
      outcomeOf(getGroup(about(UNKNOWN))),
      outcomeOf(listGroupParticipants(about(UNKNOWN))),
      outcomeOf(updateGroup({ ...about(UNKNOWN), body: { name: 'x' } })),
      outcomeOf(updateGroup({ ...about(UNKNOWN), body: { description: 'x' } })),
      outcomeOf(leaveGroup(about(UNKNOWN))),
      outcomeOf(addGroupParticipants(people)),
      outcomeOf(removeGroupParticipants(people)),
      outcomeOf(promoteGroupParticipants(people)),
      outcomeOf(demoteGroupParticipants(people)),
      outcomeOf(getGroupInviteLink(about(UNKNOWN))),
      outcomeOf(revokeGroupInviteLink(about(UNKNOWN))),
    ];
    for (const attempt of attempts) expect(await attempt).toMatchObject(NO_GROUP);
  });
});

describe('silence of WhatsApp', () => {
  it('is 504, not an answer', async () => {
    const group = await made([ANNA]);
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:g2', phone: BOT });
    const attempts: Promise<unknown>[] = [
      create({ name: 'Lunch', participants: [ANNA] }),
      outcomeOf(listGroups(call())),
      outcomeOf(addGroupParticipants({ ...about(group), body: { participants: [BEN] } })),
    ];
    for (const attempt of attempts)
      expect(await attempt).toMatchObject({
        code: 504,
        error: { code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } },
      });
  });
});
