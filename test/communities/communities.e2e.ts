import sharp from 'sharp';
import {
  addCommunityMembers,
  createCommunity,
  createCommunityGroup,
  deactivateCommunity,
  demoteCommunityMembers,
  getCommunity,
  getCommunityByInvite,
  getCommunityInviteLink,
  getGroup,
  joinCommunity,
  joinCommunityGroup,
  leaveCommunity,
  linkCommunityGroups,
  listCommunities,
  listCommunityGroups,
  listCommunityMembers,
  listGroups,
  promoteCommunityMembers,
  removeCommunityMembers,
  removeCommunityPicture,
  revokeCommunityInviteLink,
  setCommunityPicture,
  unlinkCommunityGroups,
  updateCommunity,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf } from '../harness/outcome.js';
import { Person } from '../harness/person.js';
import type { Arrival } from '../harness/receiver.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARA = '15550003333';
/** Lets nobody add them to groups. */
const SHY = '15550005555';
const UNKNOWN = '120363000000009999@g.us';

const world = useWorld({ SEND_TIMEOUT_MS: '15000' });
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);

beforeAll(async () => {
  await world.emulator.phone(BOT, { name: 'Acme Bot' });
  for (const phone of [ANNA, BEN, CARA]) await world.emulator.phone(phone);
  await world.emulator.request('POST', '/phones', { phone: SHY, groupAdd: 'none' });
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
});

function call() {
  return { client: world.api.client, path: { instanceId: 'bot' } };
}

function on(communityJid: string) {
  return { client: world.api.client, path: { instanceId: 'bot', communityJid } };
}

function by(inviteCode: string) {
  return { client: world.api.client, path: { instanceId: 'bot', inviteCode } };
}

function inside(communityJid: string, groupJid: string) {
  return { client: world.api.client, path: { instanceId: 'bot', communityJid, groupJid } };
}

/** The bot makes a community. */
async function made(body: { name?: string; joinApproval?: boolean; generalGroup?: boolean } = {}) {
  const { data, error } = await outcomeOf(createCommunity({ ...call(), body: { name: 'Acme', ...body } }));
  if (!data) throw new Error(JSON.stringify(error));
  return { jid: data.jid, announcements: data.announcementGroupJid ?? '' };
}

/** Somebody else makes a community. */
async function theirs(participants: string[] = [], more: object = {}) {
  const body = { subject: 'Theirs', participants, ...more };
  const { jid, groups, inviteCode } = await world.emulator.request(
    'POST',
    `/phones/${ANNA}/communities`,
    body,
  );
  return { jid: String(jid), announcements: String(groups[0].jid), inviteCode: String(inviteCode) };
}

/** A group of somebody, outside all communities. */
async function groupOf(maker: string, participants: string[], subject = 'Sales'): Promise<string> {
  const body = { subject, participants };
  return String((await world.emulator.request('POST', `/phones/${maker}/groups`, body)).jid);
}

/** The community as WhatsApp's server has it. */
async function there(jid: string) {
  return world.emulator.get(`/communities/${jid}`);
}

async function peopleIn(groupJid: string): Promise<string[]> {
  const { participants } = await world.emulator.get(`/groups/${groupJid}`);
  return participants.map(({ phone }: { phone: string }) => phone);
}

/** What somebody's phone was told about a group, in order. */
async function toldTo(phone: string, groupJid: string): Promise<string[]> {
  const events = await world.emulator.events(phone);
  return events.flatMap(({ kind, group, change }) =>
    kind === 'group' && group === groupJid ? [String(change)] : [],
  );
}

/** The next event about a group, after something was done. */
async function after(
  event: string,
  groupJid: string,
  doing: () => Promise<unknown>,
): Promise<Arrival['data']> {
  const from = world.receiver.mark;
  await doing();
  const told = await world.receiver.event(event, ({ data }) => data['groupJid'] === groupJid, { from });
  return told.data;
}

const NOT_ALLOWED = {
  code: 500,
  error: { code: 'WHATSAPP_ERROR', details: { reason: 'not_allowed', outcome: 'not_sent' } },
};
const NO_COMMUNITY = { code: 404, error: { code: 'COMMUNITY_NOT_FOUND' } };

describe('a community that is made', () => {
  it('is there with a group for announcements, and is shown as WhatsApp has it', async () => {
    const body = { name: 'Acme', description: 'Everybody', membersCanAddGroups: true, generalGroup: true };
    const { code, data } = await outcomeOf(createCommunity({ ...call(), body }));
    expect(code).toBe(201);
    const summary = {
      jid: expect.stringMatching(/^\d+@g\.us$/),
      name: 'Acme',
      description: 'Everybody',
      owner: jidOf(BOT),
      createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
      size: 1,
      joinApproval: true,
      membersCanAddGroups: true,
      announcementGroupJid: expect.stringMatching(/^\d+@g\.us$/),
    };
    expect(data).toEqual(summary);
    const jid = data?.jid ?? '';
    const server = await there(jid);
    expect(server).toMatchObject({ closed: true, membersAddGroups: true, kind: 'community' });
    expect(server.groups).toMatchObject([
      { jid: data?.announcementGroupJid, kind: 'announcements', announce: true },
      { kind: 'general', announce: false },
    ]);
    const groups = [
      { name: 'Acme', isAnnouncementGroup: true },
      { name: 'General', isAnnouncementGroup: false },
    ].map((group) => expect.objectContaining({ ...group, size: 1 }));
    expect((await outcomeOf(getCommunity(on(jid)))).data).toEqual({ ...summary, groups });
    expect((await outcomeOf(listCommunityGroups(on(jid)))).data).toEqual({ groups });
    const listed = (await outcomeOf(listCommunities(call()))).data?.communities;
    expect(listed).toEqual(expect.arrayContaining([summary]));
  });

  it('is open, without a group for talking, if it is to be', async () => {
    const { data } = await outcomeOf(
      createCommunity({ ...call(), body: { name: 'Open', joinApproval: false } }),
    );
    expect(data).toMatchObject({ joinApproval: false, membersCanAddGroups: false });
    expect(await there(data?.jid ?? '')).toMatchObject({
      closed: false,
      groups: [{ kind: 'announcements' }],
    });
  });

  it('is answered even if WhatsApp does not list its groups then', async () => {
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'w:g2', child: 'sub_groups', code: 500, times: 1 });
    const { code, data } = await outcomeOf(createCommunity({ ...call(), body: { name: 'Unlisted' } }));
    expect(code).toBe(201);
    expect(data?.announcementGroupJid).toBeUndefined();
    expect((await outcomeOf(getCommunity(on(data?.jid ?? '')))).data?.announcementGroupJid).toBeDefined();
  });

  it('is made once, even if the answer of WhatsApp is lost', async () => {
    const headers = { 'Idempotency-Key': 'community-1' };
    const body = { name: 'Once' };
    const from = world.receiver.mark;
    await world.emulator.fault({ kind: 'iq-delay', xmlns: 'w:g2', child: 'create', ms: 9_000, times: 1 });
    const lost = await outcomeOf(createCommunity({ ...call(), body, headers }));
    expect(lost).toMatchObject({ code: 504, error: { details: { outcome: 'unknown' } } });
    await world.receiver.event('group_participants', ({ data }) => data['action'] === 'create', { from });
    const found = await outcomeOf(createCommunity({ ...call(), body, headers }));
    const { data } = await outcomeOf(listCommunities(call()));
    expect(data?.communities.filter(({ name }) => name === 'Once')).toEqual([found.data]);
  });

  it('is one of the groups, which say what they are', async () => {
    const { jid, announcements } = await made();
    const groups = (await outcomeOf(listGroups(call()))).data?.groups ?? [];
    expect(groups.find((group) => group.jid === jid)).toMatchObject({
      isCommunity: true,
      isAnnouncementGroup: false,
    });
    expect(groups.find((group) => group.jid === announcements)).toMatchObject({
      isCommunity: false,
      isAnnouncementGroup: true,
      communityJid: jid,
    });
  });
});

/** What miaw-core and Baileys report wrongly of communities. */
describe('what the libraries below get wrong', () => {
  it('a community is shown (their communityMetadata always throws)', async () => {
    const { jid } = await made({ name: 'Shown' });
    expect(await outcomeOf(getCommunity(on(jid)))).toMatchObject({ code: 200, data: { name: 'Shown' } });
  });

  it('the communities of the account are listed (their list is always empty)', async () => {
    const { jid } = await theirs([BOT]);
    const { data } = await outcomeOf(listCommunities(call()));
    expect(data?.communities.map((each) => each.jid)).toContain(jid);
  });

  it('an invitation is accepted with the JID (they answer null)', async () => {
    const { jid, inviteCode } = await theirs();
    expect(await outcomeOf(joinCommunity(by(inviteCode)))).toMatchObject({
      code: 200,
      data: { jid, status: 'joined' },
    });
    expect((await there(jid)).participants.map(({ phone }: { phone: string }) => phone)).toContain(BOT);
  });

  it('the description is changed (they fail before they ask)', async () => {
    const { jid } = await made();
    for (const description of ['First', 'Second', '']) {
      const { code, data } = await outcomeOf(updateCommunity({ ...on(jid), body: { description } }));
      expect({ code, data }).toEqual({ code: 200, data: { jid, description } });
      expect((await there(jid)).description?.text ?? '').toBe(description);
    }
  });

  it.each([
    ['leaving', 'leave', (jid: string) => outcomeOf(leaveCommunity(on(jid)))],
    [
      'a new name',
      'subject',
      (jid: string) => outcomeOf(updateCommunity({ ...on(jid), body: { name: 'Other' } })),
    ],
    [
      'linking',
      'links',
      (jid: string) => outcomeOf(linkCommunityGroups({ ...on(jid), body: { groups: [UNKNOWN] } })),
    ],
    [
      'unlinking',
      'unlink',
      (jid: string) => outcomeOf(unlinkCommunityGroups({ ...on(jid), body: { groups: [UNKNOWN] } })),
    ],
    ['deactivating', 'delete_parent', (jid: string) => outcomeOf(deactivateCommunity(on(jid)))],
  ])('without an answer, the outcome of %s is unknown (they report success)', async (_, child, doing) => {
    const { jid } = await made();
    await world.emulator.fault({ kind: 'silence', xmlns: 'w:g2', child });
    expect(await doing(jid)).toMatchObject({
      code: 504,
      error: { code: 'UPSTREAM_TIMEOUT', details: { outcome: 'unknown' } },
    });
  });
});

describe('what can be changed of a community', () => {
  it('are name, settings and picture, which everybody is told', async () => {
    const { jid } = await made();
    await outcomeOf(addCommunityMembers({ ...on(jid), body: { participants: [ANNA] } }));
    const body = { name: 'Acme Inc.', description: 'All', membersCanAddGroups: true };
    expect(await after('group_update', jid, async () => updateCommunity({ ...on(jid), body }))).toMatchObject(
      {
        by: jidOf(BOT),
        changes: { name: 'Acme Inc.' },
      },
    );
    await world.receiver.event(
      'group_update',
      ({ data }) =>
        data['groupJid'] === jid && JSON.stringify(data['changes']) === '{"membersCanAddGroups":true}',
    );
    expect(await there(jid)).toMatchObject({ subject: 'Acme Inc.', membersAddGroups: true });
    expect(await toldTo(ANNA, jid)).toEqual(['add', 'subject', 'description', 'membersAddGroups']);
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const media = `data:image/png;base64,${png.toString('base64')}`;
    expect(await outcomeOf(setCommunityPicture({ ...on(jid), body: { media } }))).toMatchObject({
      code: 200,
      data: { jid, picture: true },
    });
    expect((await there(jid)).picture).not.toBeNull();
    expect((await outcomeOf(removeCommunityPicture(on(jid)))).data).toEqual({ jid, picture: false });
    expect((await there(jid)).picture).toBeNull();
  });

  it('is nothing for those who are not admins, and the error names what was changed before', async () => {
    const { jid } = await theirs([BOT]);
    const body = { membersCanAddGroups: true };
    expect(await outcomeOf(updateCommunity({ ...on(jid), body }))).toMatchObject(NOT_ALLOWED);
    const both = await outcomeOf(updateCommunity({ ...on(jid), body: { name: 'Ours', ...body } }));
    expect(both).toMatchObject({ code: 500, error: { details: { changed: ['name'] } } });
    expect(await outcomeOf(deactivateCommunity(on(jid)))).toMatchObject(NOT_ALLOWED);
    expect((await there(jid)).membersAddGroups).toBe(false);
  });
});

describe('the groups of a community', () => {
  it('are linked and unlinked, with one result each', async () => {
    const { jid } = await made();
    const sales = await groupOf(BOT, [ANNA, BEN]);
    const foreign = await groupOf(ANNA, [BOT]);
    const other = await made({ name: 'Other' });
    const taken = await groupOf(BOT, [CARA]);
    await outcomeOf(linkCommunityGroups({ ...on(other.jid), body: { groups: [taken] } }));
    const groups = [sales, foreign, taken, UNKNOWN, other.jid, sales];
    const linked = await outcomeOf(linkCommunityGroups({ ...on(jid), body: { groups } }));
    const failed = (groupJid: string, reason: string, code: string) => ({
      groupJid,
      status: 'failed',
      error: { reason, message: expect.any(String), code },
    });
    expect(linked).toMatchObject({ code: 200 });
    expect(linked.data?.results).toEqual([
      { groupJid: sales, status: 'linked' },
      failed(foreign, 'not_allowed', '401'),
      failed(taken, 'already_in_a_community', '409'),
      failed(UNKNOWN, 'unknown_group', '404'),
      failed(other.jid, 'not_acceptable', '406'),
      { groupJid: sales, status: 'linked' },
    ]);
    expect(
      await outcomeOf(getGroup({ ...call(), path: { instanceId: 'bot', groupJid: sales } })),
    ).toMatchObject({ data: { communityJid: jid, isAnnouncementGroup: false } });
    expect((await peopleIn(jid)).sort()).toEqual([ANNA, BEN, BOT].sort());
    expect(await toldTo(BEN, sales)).toEqual(['create', 'link']);

    const { jid: announcements } = (await there(jid)).groups[0];
    const body = { groups: [sales, announcements, foreign] };
    const unlinked = await outcomeOf(unlinkCommunityGroups({ ...on(jid), body }));
    expect(unlinked.data?.results).toEqual([
      { groupJid: sales, status: 'unlinked' },
      failed(announcements, 'not_acceptable', '406'),
      failed(foreign, 'unknown_group', '404'),
    ]);
    expect(await toldTo(BEN, sales)).toEqual(['create', 'link', 'unlink']);
    expect(await peopleIn(jid)).toContain(BEN);
  });

  it('are unlinked together with the members who are in no other group', async () => {
    const { jid, announcements } = await made();
    const sales = await groupOf(BOT, [ANNA, BEN]);
    const support = await groupOf(BOT, [BEN]);
    await outcomeOf(linkCommunityGroups({ ...on(jid), body: { groups: [sales, support] } }));
    await outcomeOf(unlinkCommunityGroups({ ...on(jid), body: { groups: [sales], removeMembers: true } }));
    expect((await peopleIn(announcements)).sort()).toEqual([BEN, BOT].sort());
    expect(await peopleIn(sales)).toContain(ANNA);
  });

  it('are made in it, with people or without', async () => {
    const { jid } = await made();
    const body = { name: 'Sales', participants: [ANNA, SHY] };
    const { code, data } = await outcomeOf(createCommunityGroup({ ...on(jid), body }));
    expect(code).toBe(201);
    expect(data).toMatchObject({ name: 'Sales', communityJid: jid, isCommunity: false });
    expect(data?.results).toMatchObject([{ status: 'added' }, { error: { reason: 'not_allowed' } }]);
    expect((await peopleIn(data?.jid ?? '')).sort()).toEqual([ANNA, BOT].sort());
    expect(await peopleIn(jid)).toContain(ANNA);
    const alone = await outcomeOf(createCommunityGroup({ ...on(jid), body: { name: 'Empty' } }));
    expect(alone).toMatchObject({ code: 201, data: { size: 1, results: [] } });
    const { groups } = (await outcomeOf(listCommunityGroups(on(jid)))).data ?? {};
    expect(groups?.map(({ name }) => name)).toEqual(['Acme', 'Sales', 'Empty']);
  });

  it('are made once, even if the answer of WhatsApp is lost', async () => {
    const { jid } = await made();
    const request = { ...on(jid), body: { name: 'Sales' }, headers: { 'Idempotency-Key': 'group-1' } };
    const from = world.receiver.mark;
    await world.emulator.fault({ kind: 'iq-delay', xmlns: 'w:g2', child: 'create', ms: 9_000, times: 1 });
    expect((await outcomeOf(createCommunityGroup(request))).code).toBe(504);
    await world.receiver.event('group_participants', ({ data }) => data['action'] === 'create', { from });
    expect((await outcomeOf(createCommunityGroup(request))).code).toBe(201);
    const { groups } = (await outcomeOf(listCommunityGroups(on(jid)))).data ?? {};
    expect(groups?.map(({ name }) => name)).toEqual(['Acme', 'Sales']);
  });

  it('are not made by members where only admins may, and by all where all may', async () => {
    const { jid } = await theirs([BOT]);
    const body = { name: 'Ours' };
    expect(await outcomeOf(createCommunityGroup({ ...on(jid), body }))).toMatchObject(NOT_ALLOWED);
    const open = { membersAddGroups: true };
    await world.emulator.request('POST', `/phones/${ANNA}/communities/${jid}/groups`, open);
    expect((await outcomeOf(createCommunityGroup({ ...on(jid), body }))).code).toBe(201);
  });

  it('are joined by members of the community, at once or after an admin has approved', async () => {
    const { jid } = await theirs([BOT]);
    const sales = await groupOf(ANNA, [BEN]);
    const closed = await groupOf(ANNA, [BEN], 'Closed');
    await world.emulator.request('PATCH', `/phones/${ANNA}/groups/${closed}`, { joinApproval: true });
    const link = { link: [sales, closed] };
    await world.emulator.request('POST', `/phones/${ANNA}/communities/${jid}/groups`, link);
    for (const status of ['joined', 'joined'])
      expect(await outcomeOf(joinCommunityGroup(inside(jid, sales)))).toMatchObject({
        code: 200,
        data: { jid: sales, status },
      });
    expect(await peopleIn(sales)).toContain(BOT);
    expect((await outcomeOf(joinCommunityGroup(inside(jid, closed)))).data?.status).toBe('requested');
    expect((await world.emulator.get(`/groups/${closed}`)).requests).toMatchObject([
      { phone: BOT, method: 'linked_group_join' },
    ]);
    expect(await outcomeOf(joinCommunityGroup(inside(jid, UNKNOWN)))).toMatchObject({
      code: 404,
      error: { code: 'GROUP_NOT_FOUND' },
    });
  });
});

describe('the members of a community', () => {
  it('are those of all its groups, with their roles in the community', async () => {
    const { jid } = await made();
    const sales = await groupOf(BOT, [BEN]);
    await outcomeOf(linkCommunityGroups({ ...on(jid), body: { groups: [sales] } }));
    const { data } = await outcomeOf(listCommunityMembers(on(jid)));
    const lids = await Promise.all([BOT, BEN].map((phone) => world.emulator.lidOf(phone)));
    expect(data?.members).toEqual([
      { jid: jidOf(BOT), phone: BOT, lid: lids[0], role: 'superadmin' },
      { jid: jidOf(BEN), phone: BEN, lid: lids[1], role: 'member' },
    ]);
  });

  it('are added to the group for announcements, with one result each', async () => {
    const { jid, announcements } = await made();
    const participants = [ANNA, SHY, '15550009999'];
    const { data } = await outcomeOf(addCommunityMembers({ ...on(jid), body: { participants } }));
    expect(data?.results).toMatchObject([
      { participant: ANNA, status: 'added' },
      { status: 'failed', error: { reason: 'not_allowed' }, invitation: { inviteCode: expect.any(String) } },
      { status: 'failed', error: { reason: 'not_on_whatsapp' } },
    ]);
    expect(await peopleIn(announcements)).toEqual([BOT, ANNA]);
    expect(await peopleIn(jid)).toEqual([BOT, ANNA]);
  });

  it('become admins, and no longer', async () => {
    const { jid, announcements } = await made();
    const body = { participants: [ANNA, CARA] };
    await outcomeOf(addCommunityMembers({ ...on(jid), body: { participants: [ANNA] } }));
    const promoted = await outcomeOf(promoteCommunityMembers({ ...on(jid), body }));
    expect(promoted.data?.results).toMatchObject([
      { status: 'promoted' },
      { status: 'failed', error: { reason: 'not_a_member', code: '404' } },
    ]);
    const roles = async (group: string) =>
      (await world.emulator.get(`/groups/${group}`)).participants.map(({ role }: { role: string }) => role);
    expect(await roles(jid)).toEqual(['superadmin', 'admin']);
    expect(await roles(announcements)).toEqual(['superadmin', 'admin']);
    const query = { participants: [ANNA] };
    expect((await outcomeOf(demoteCommunityMembers({ ...on(jid), query }))).data?.results).toMatchObject([
      { status: 'demoted' },
    ]);
    expect(await roles(jid)).toEqual(['superadmin', 'member']);
  });

  it('are removed from all groups of the community', async () => {
    const { jid, announcements } = await made();
    const { data: sales } = await outcomeOf(
      createCommunityGroup({ ...on(jid), body: { name: 'Sales', participants: [ANNA, BEN] } }),
    );
    const removed = await outcomeOf(removeCommunityMembers({ ...on(jid), body: { participants: [ANNA] } }));
    expect(removed.data?.results).toMatchObject([{ status: 'removed' }]);
    for (const group of [jid, announcements, sales?.jid ?? ''])
      expect(await peopleIn(group)).toEqual([BOT, BEN]);
    expect(await toldTo(ANNA, sales?.jid ?? '')).toEqual(['create', 'link', 'remove']);
  });
});

describe('the invite link of a community', () => {
  it('leads to it until it is revoked', async () => {
    const { jid } = await made({ name: 'Linked' });
    const { data } = await outcomeOf(getCommunityInviteLink(on(jid)));
    const { inviteCode } = await there(jid);
    expect(data).toEqual({ inviteCode, inviteLink: `https://chat.whatsapp.com/${inviteCode}` });
    expect((await outcomeOf(getCommunityByInvite(by(inviteCode)))).data).toMatchObject({
      jid,
      name: 'Linked',
    });
    const revoked = await outcomeOf(revokeCommunityInviteLink(on(jid)));
    expect(revoked.data?.inviteCode).not.toBe(inviteCode);
    const gone = { ...NO_COMMUNITY, error: { details: { reason: 'revoked_code' } } };
    expect(await outcomeOf(getCommunityByInvite(by(inviteCode)))).toMatchObject(gone);
    expect(await outcomeOf(joinCommunity(by(inviteCode)))).toMatchObject(gone);
  });

  it('of an ordinary group is not one', async () => {
    const group = await groupOf(ANNA, [BEN]);
    const { inviteCode } = await world.emulator.get(`/groups/${group}`);
    expect(await outcomeOf(getCommunityByInvite(by(inviteCode)))).toMatchObject({
      ...NO_COMMUNITY,
      error: { details: { reason: 'not_a_community' } },
    });
  });
});

describe('a JID that is not that of a community', () => {
  const doings: [string, (jid: string) => Promise<unknown>][] = [
    ['getCommunity', (jid) => outcomeOf(getCommunity(on(jid)))],
    ['updateCommunity', (jid) => outcomeOf(updateCommunity({ ...on(jid), body: { name: 'x' } }))],
    ['leaveCommunity', (jid) => outcomeOf(leaveCommunity(on(jid)))],
    ['deactivateCommunity', (jid) => outcomeOf(deactivateCommunity(on(jid)))],
    ['listCommunityGroups', (jid) => outcomeOf(listCommunityGroups(on(jid)))],
    ['listCommunityMembers', (jid) => outcomeOf(listCommunityMembers(on(jid)))],
    [
      'addCommunityMembers',
      (jid) => outcomeOf(addCommunityMembers({ ...on(jid), body: { participants: [ANNA] } })),
    ],
  ];

  it.each(doings)('is refused by %s before anything happens', async (_, doing) => {
    const group = await groupOf(BOT, [BEN], 'Ordinary');
    expect(await doing(UNKNOWN)).toMatchObject(NO_COMMUNITY);
    expect(await doing(group)).toMatchObject({
      ...NO_COMMUNITY,
      error: { details: { reason: 'not_a_community' } },
    });
    expect(await world.emulator.get(`/groups/${group}`)).toMatchObject({ subject: 'Ordinary' });
    expect((await peopleIn(group)).sort()).toEqual([BEN, BOT].sort());
  });
});

describe('messages', () => {
  it('to a community are refused with the group to send them to, and that takes them', async () => {
    const { jid, announcements } = await made();
    await outcomeOf(addCommunityMembers({ ...on(jid), body: { participants: [ANNA] } }));
    const refused = await bot.text(jid, 'Hello');
    expect(refused).toMatchObject({
      code: 400,
      error: {
        code: 'INVALID_REQUEST',
        details: {
          fields: [{ field: 'to', reason: expect.stringContaining(announcements) }],
          announcementGroupJid: announcements,
        },
      },
    });
    const id = await bot.sent(bot.text(announcements, 'Hello all'));
    await anna.sees(id);
    expect(await world.emulator.inbox(ANNA)).not.toContainEqual(expect.objectContaining({ text: 'Hello' }));
  });
});

describe('leaving and deactivating', () => {
  it('the account leaves the community with all its groups', async () => {
    const { jid, announcements } = await theirs([BOT]);
    const sales = await groupOf(ANNA, [BOT, BEN]);
    await world.emulator.request('POST', `/phones/${ANNA}/communities/${jid}/groups`, { link: [sales] });
    expect((await outcomeOf(leaveCommunity(on(jid)))).data).toEqual({ jid, left: true });
    for (const group of [jid, announcements, sales]) expect(await peopleIn(group)).not.toContain(BOT);
    expect(await outcomeOf(getCommunity(on(jid)))).toMatchObject(NOT_ALLOWED);
    expect(await toldTo(BEN, sales)).toContain('leave');
  });

  it('a community that is deactivated leaves its groups', async () => {
    const { jid, announcements } = await made();
    const { data: sales } = await outcomeOf(
      createCommunityGroup({ ...on(jid), body: { name: 'Sales', participants: [ANNA] } }),
    );
    const groupJid = sales?.jid ?? '';
    expect((await outcomeOf(deactivateCommunity(on(jid)))).data).toEqual({ jid, deactivated: true });
    const told = await world.receiver.event(
      'group_update',
      ({ data }) => data['groupJid'] === groupJid && JSON.stringify(data['changes']).includes('unlinked'),
    );
    expect(told.data).toMatchObject({
      by: jidOf(BOT),
      changes: { unlinked: [{ groupJid: jid, relation: 'parent_group', deactivated: true }] },
    });
    expect(await outcomeOf(getCommunity(on(jid)))).toMatchObject(NO_COMMUNITY);
    expect(
      await outcomeOf(getGroup({ ...call(), path: { instanceId: 'bot', groupJid: announcements } })),
    ).toMatchObject({ code: 404 });
    const left = await outcomeOf(getGroup({ ...call(), path: { instanceId: 'bot', groupJid } }));
    expect(left.code).toBe(200);
    expect(left.data?.communityJid).toBeUndefined();
    await anna.sees(await bot.sent(bot.text(groupJid, 'We go on')));
  });
});

describe('what other people do', () => {
  it('is reported: groups that are linked, unlinked, and people who come and go', async () => {
    const { jid } = await theirs([BOT]);
    const sales = await groupOf(ANNA, [BOT]);
    const path = `/phones/${ANNA}/communities/${jid}`;
    const groups = (body: object) => () => world.emulator.request('POST', `${path}/groups`, body);
    expect(await after('group_update', sales, groups({ link: [sales] }))).toEqual({
      groupJid: sales,
      by: jidOf(ANNA),
      changes: { linked: [{ groupJid: jid, name: 'Theirs', relation: 'parent_group' }] },
    });
    expect(await after('group_update', jid, groups({ unlink: [sales] }))).toEqual({
      groupJid: jid,
      by: jidOf(ANNA),
      changes: { unlinked: [{ groupJid: sales, name: 'Sales', relation: 'sub_group' }] },
    });
    const people = (body: object) => () => world.emulator.request('POST', `${path}/participants`, body);
    expect(await after('group_participants', jid, people({ add: [CARA] }))).toMatchObject({
      action: 'add',
      participants: [jidOf(CARA)],
    });
    expect(await after('group_participants', jid, people({ remove: [CARA] }))).toMatchObject({
      action: 'remove',
      participants: [jidOf(CARA)],
    });
    const admins = () => world.emulator.request('POST', `${path}/admins`, { promote: [BOT] });
    expect(await after('group_participants', jid, admins)).toMatchObject({ action: 'promote' });
    const ended = () => world.emulator.request('POST', `${path}/deactivate`);
    expect(await after('group_update', jid, ended)).toMatchObject({ changes: { deleted: true } });
  });

  it('is known to the next message: a group that becomes part of a community still takes it', async () => {
    const { jid } = await theirs([BOT]);
    const sales = await groupOf(ANNA, [BOT]);
    await bot.sent(bot.text(sales, 'Before'));
    const link = { link: [sales] };
    await after('group_update', sales, () =>
      world.emulator.request('POST', `/phones/${ANNA}/communities/${jid}/groups`, link),
    );
    await anna.sees(await bot.sent(bot.text(sales, 'After')));
  });
});
