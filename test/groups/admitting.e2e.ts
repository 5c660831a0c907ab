import {
  acceptGroupInvitation,
  addGroupParticipants,
  approveGroupJoinRequests,
  createGroup,
  getGroup,
  getGroupByInvitation,
  listGroupJoinRequests,
  rejectGroupJoinRequests,
  sendGroupInvite,
  updateGroup,
  withdrawGroupInvitations,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf } from '../harness/outcome.js';
import { RawSender } from '../harness/raw-sender.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARA = '15550003333';
/** Lets nobody add them to groups. */
const SHY = '15550005555';
const NOBODY = '15550009999';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
let lids: Record<string, string>;

beforeAll(async () => {
  await world.emulator.request('POST', '/phones', { phone: BOT, name: 'Acme Bot', groupAdd: 'none' });
  for (const phone of [ANNA, BEN, CARA]) await world.emulator.phone(phone);
  await world.emulator.request('POST', '/phones', { phone: SHY, groupAdd: 'none' });
  lids = Object.fromEntries(
    await Promise.all(
      [ANNA, BEN, CARA, SHY].map(async (phone) => [phone, await world.emulator.lidOf(phone)] as const),
    ),
  );
  await bot.link();
});

function about(groupJid: string) {
  return { client: world.api.client, path: { instanceId: 'bot', groupJid } };
}

/** The bot makes a group with Anna in it. Resolves with its JID. */
async function made(): Promise<string> {
  const path = { instanceId: 'bot' };
  const body = { name: 'Lunch', participants: [ANNA] };
  const { data } = await outcomeOf(createGroup({ client: world.api.client, path, body }));
  return data?.jid ?? '';
}

/** The group as WhatsApp's server has it. */
async function there(groupJid: string) {
  return world.emulator.get(`/groups/${groupJid}`);
}

async function change(groupJid: string, body: Parameters<typeof updateGroup>[0]['body']) {
  return outcomeOf(updateGroup({ ...about(groupJid), body }));
}

/** Somebody asks to be let into a group by its link. */
async function asks(phone: string, groupJid: string) {
  const { inviteCode: code } = await there(groupJid);
  await world.emulator.request('POST', `/phones/${phone}/groups/join`, { code });
}

describe('the settings of a group', () => {
  it('are changed for everybody, and are reported as changed', async () => {
    const group = await made();
    const settings = {
      announce: true,
      restrict: true,
      membersCanAdd: false,
      joinApproval: true,
      disappearingSeconds: 604_800,
    } as const;
    expect(await change(group, settings)).toEqual({ code: 200, data: { jid: group, ...settings } });
    expect(await there(group)).toMatchObject({
      announce: true,
      locked: true,
      memberAddMode: 'admin_add',
      joinApproval: true,
      ephemeral: 604_800,
    });
    expect((await outcomeOf(getGroup(about(group)))).data).toMatchObject(settings);
    const back = {
      announce: false,
      restrict: false,
      membersCanAdd: true,
      joinApproval: false,
      disappearingSeconds: 0,
    } as const;
    expect(await change(group, back)).toMatchObject({ code: 200 });
    expect((await outcomeOf(getGroup(about(group)))).data).toMatchObject(back);
  });

  it('say, when one cannot be changed, which were', async () => {
    const group = await made();
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'w:g2', child: 'locked', code: 403 });
    expect(await change(group, { announce: true, restrict: true, joinApproval: true })).toMatchObject({
      code: 500,
      error: { code: 'WHATSAPP_ERROR', details: { reason: 'not_allowed', changed: ['announce'] } },
    });
    await world.emulator.clearFaults();
    expect(await there(group)).toMatchObject({ announce: true, locked: false, joinApproval: false });
  });

  it('are refused when WhatsApp has no such time', async () => {
    const answer = await world.api.raw(`/api/v1/instances/bot/groups/${await made()}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ disappearingSeconds: 60 }),
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('"field":"disappearingSeconds"');
  });
});

describe('requests to join', () => {
  it('are listed, and decided one by one', async () => {
    const group = await made();
    await change(group, { joinApproval: true });
    for (const phone of [BEN, CARA]) await asks(phone, group);
    const { data } = await outcomeOf(listGroupJoinRequests(about(group)));
    expect(data?.requests).toEqual(
      [BEN, CARA].map((phone) => ({
        jid: jidOf(phone),
        phone,
        lid: lids[phone],
        requestedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        method: 'invite_link',
      })),
    );
    const approved = await outcomeOf(
      approveGroupJoinRequests({ ...about(group), body: { participants: [BEN, ANNA, NOBODY] } }),
    );
    expect(approved.data?.results).toMatchObject([
      { participant: BEN, jid: jidOf(BEN), status: 'approved' },
      { participant: ANNA, status: 'failed', error: { reason: 'no_request', code: '404' } },
      { participant: NOBODY, status: 'failed', error: { reason: 'not_on_whatsapp' } },
    ]);
    const rejected = await outcomeOf(
      rejectGroupJoinRequests({ ...about(group), body: { participants: [CARA] } }),
    );
    expect(rejected.data?.results).toMatchObject([{ participant: CARA, status: 'rejected' }]);
    expect((await outcomeOf(listGroupJoinRequests(about(group)))).data).toEqual({ requests: [] });
    const { participants } = await there(group);
    expect(participants.map(({ phone }: { phone: string }) => phone).sort()).toEqual([ANNA, BEN, BOT].sort());
  });
});

describe('an invitation for one person', () => {
  it('is offered where somebody cannot be added, sent as a message, and lets them in', async () => {
    const group = await made();
    const added = await outcomeOf(addGroupParticipants({ ...about(group), body: { participants: [SHY] } }));
    const [result] = added.data?.results ?? [];
    expect(result).toMatchObject({ status: 'failed', error: { reason: 'not_allowed', code: '403' } });
    const { inviteCode = '', expiresAt = '' } = result?.invitation ?? {};
    const body = { to: SHY, groupJid: group, inviteCode, expiresAt, caption: 'Join us' };
    const sent = await outcomeOf(
      sendGroupInvite({ client: world.api.client, path: { instanceId: 'bot' }, body }),
    );
    expect(sent.code).toBe(200);
    const messageId = sent.data && 'messageId' in sent.data ? sent.data.messageId : '';
    const content = await world.emulator.get(`/phones/${SHY}/messages/${messageId}/content`);
    expect(content.groupInviteMessage).toMatchObject({
      groupJid: group,
      groupName: 'Lunch',
      inviteCode,
      inviteExpiration: Date.parse(expiresAt) / 1_000,
      caption: 'Join us',
    });
    await world.emulator.request('POST', `/phones/${SHY}/groups/join`, { code: inviteCode });
    expect((await there(group)).participants).toContainEqual(expect.objectContaining({ phone: SHY }));
  });

  it('is withdrawn before it is used', async () => {
    const group = await made();
    const added = await outcomeOf(addGroupParticipants({ ...about(group), body: { participants: [SHY] } }));
    const code = added.data?.results[0]?.invitation?.inviteCode;
    const body = { participants: [SHY] };
    expect(await outcomeOf(withdrawGroupInvitations({ ...about(group), body }))).toEqual({
      code: 200,
      data: { jid: group, ...body },
    });
    const join = world.emulator.request('POST', `/phones/${SHY}/groups/join`, { code });
    await expect(join).rejects.toThrow(/406/);
  });

  /** Somebody invites the account, which does not let others add it. */
  async function invited(approval = false) {
    const body = { subject: 'Theirs', participants: [BOT] };
    const { jid, results } = await world.emulator.request('POST', `/phones/${ANNA}/groups`, body);
    const { code, expiration } = results[0].invitation;
    if (approval)
      await world.emulator.request('PATCH', `/phones/${ANNA}/groups/${jid}`, { joinApproval: true });
    const expiresAt = new Date(expiration * 1_000).toISOString();
    return { groupJid: String(jid), body: { inviteCode: String(code), expiresAt, invitedBy: ANNA } };
  }

  it('shows the group and its end before it is accepted', async () => {
    const { groupJid, body } = await invited();
    const { code, data } = await outcomeOf(getGroupByInvitation({ ...about(groupJid), body }));
    expect(code).toBe(200);
    expect(data).toMatchObject({ jid: groupJid, name: 'Theirs', size: 1, expiresAt: body.expiresAt });
    expect((await there(groupJid)).participants).toHaveLength(1);
  });

  it('is a request where an admin must approve', async () => {
    const { groupJid, body } = await invited(true);
    expect(await outcomeOf(acceptGroupInvitation({ ...about(groupJid), body }))).toMatchObject({
      code: 200,
      data: { jid: groupJid, status: 'requested' },
    });
    expect((await there(groupJid)).requests).toMatchObject([{ phone: BOT }]);
  });

  it('is no error for somebody who is in the group already', async () => {
    const { groupJid, body } = await invited();
    await world.emulator.fault({ kind: 'iq-error', xmlns: 'w:g2', child: 'accept', code: 304, times: 1 });
    expect(await outcomeOf(acceptGroupInvitation({ ...about(groupJid), body }))).toMatchObject({
      code: 200,
      data: { status: 'joined' },
    });
  });

  it('says that it has expired, to those who accept it, look it up or send it', async () => {
    const { groupJid, body } = await invited();
    await world.emulator.request('PATCH', `/groups/${groupJid}`, { invitationsExpire: true });
    const past = { ...body, expiresAt: new Date(Date.now() - 1_000).toISOString() };
    const gone = { code: 404, error: { code: 'GROUP_NOT_FOUND', details: { reason: 'expired_invitation' } } };
    expect(await outcomeOf(acceptGroupInvitation({ ...about(groupJid), body: past }))).toMatchObject(gone);
    expect(await outcomeOf(getGroupByInvitation({ ...about(groupJid), body: past }))).toMatchObject(gone);
    const { inviteCode, expiresAt } = past;
    const sending = { to: ANNA, groupJid, groupName: 'Theirs', inviteCode, expiresAt };
    const path = { instanceId: 'bot' };
    expect(await outcomeOf(sendGroupInvite({ client: world.api.client, path, body: sending }))).toMatchObject(
      {
        code: 400,
        error: { details: { fields: [{ field: 'expiresAt' }] } },
      },
    );
  });

  it('lets the account in, once', async () => {
    const { jid, results } = await world.emulator.request('POST', `/phones/${ANNA}/groups`, {
      subject: 'Theirs',
      participants: [BOT],
    });
    const [{ invitation }] = results;
    const anna = new RawSender(world, ANNA, bot, Document.read());
    const { groupInvite } = await anna.sends({
      groupInviteMessage: {
        groupJid: jid,
        groupName: 'Theirs',
        inviteCode: invitation.code,
        inviteExpiration: invitation.expiration,
      },
    });
    const { code, expiresAt } = Object(groupInvite);
    const body = {
      inviteCode: String(code),
      expiresAt: new Date(Number(expiresAt)).toISOString(),
      invitedBy: ANNA,
    };
    expect(await outcomeOf(acceptGroupInvitation({ ...about(jid), body }))).toEqual({
      code: 200,
      data: { jid, status: 'joined' },
    });
    expect((await outcomeOf(getGroup(about(jid)))).data).toMatchObject({ name: 'Theirs', size: 2 });
    expect(await outcomeOf(acceptGroupInvitation({ ...about(jid), body }))).toMatchObject({
      code: 404,
      error: { code: 'GROUP_NOT_FOUND', details: { reason: 'revoked_code' } },
    });
  });
});
