import { randomBytes } from 'node:crypto';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { Stage } from './stage.js';
import type { TestCompanion } from './test-companion.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const CARA = '15550003333';

/** What went wrong with a query: the code that the server gave. */
async function refusal(query: Promise<unknown>): Promise<number | undefined> {
  try {
    await query;
    return undefined;
  } catch (error) {
    if (typeof error !== 'object' || error === null || !('data' in error)) throw error;
    return typeof error.data === 'number' ? error.data : undefined;
  }
}

describe('groups as clients make and change them', () => {
  let stage: Stage;
  let bot: TestCompanion;
  let anna: TestCompanion;
  let lids: Record<string, string>;

  beforeAll(async () => {
    stage = await Stage.open();
    lids = {};
    for (const [phone, name] of Object.entries({
      [BOT]: 'Bot',
      [ANNA]: 'Anna',
      [BEN]: 'Ben',
      [CARA]: 'Cara',
    }))
      lids[phone] = (await stage.control.post('/phones', { phone, name })).lid;
    bot = await stage.pair(BOT);
    anna = await stage.pair(ANNA);
  });

  afterAll(async () => {
    expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
    expect((await stage.control.get('/stats')).errors).toBe(0);
    await stage.close();
  });

  const groupEvents = async (phone: string, group: string): Promise<{ change: string }[]> => {
    const events = await stage.control.get(`/phones/${phone}/events`);
    return events.filter(
      (event: { kind: string; group?: string }) => event.kind === 'group' && event.group === group,
    );
  };
  const changes = async (phone: string, group: string) =>
    (await groupEvents(phone, group)).map(({ change }) => change);

  it('makes a group whose members hear of it', async () => {
    const made = await bot.socket.groupCreate('Lunch', [jidOf(ANNA), jidOf(BEN)]);
    expect(made).toMatchObject({
      subject: 'Lunch',
      addressingMode: 'lid',
      size: 3,
      owner: lids[BOT],
      ownerPn: jidOf(BOT),
      announce: false,
      restrict: false,
      memberAddMode: true,
      joinApprovalMode: false,
    });
    expect(made.id).toMatch(/^\d{18}@g\.us$/);
    expect(made.participants).toEqual([
      { id: lids[BOT], phoneNumber: jidOf(BOT), admin: 'superadmin' },
      { id: lids[ANNA], phoneNumber: jidOf(ANNA), admin: null },
      { id: lids[BEN], phoneNumber: jidOf(BEN), admin: null },
    ]);
    for (const companion of [bot, anna])
      await comes('the group', () =>
        companion.groups.some(({ id, subject }) => id === made.id && subject === 'Lunch'),
      );
    expect(await anna.socket.groupMetadata(made.id)).toMatchObject({
      id: made.id,
      subject: 'Lunch',
      size: 3,
    });
    expect(Object.keys(await anna.socket.groupFetchAllParticipating())).toContain(made.id);
    expect(await groupEvents(BEN, made.id)).toMatchObject([
      { change: 'create', by: jidOf(BOT), participants: [jidOf(ANNA), jidOf(BEN)] },
    ]);
    expect(await stage.control.get(`/groups/${made.id}`)).toMatchObject({
      jid: made.id,
      creator: BOT,
      participants: [
        { phone: BOT, role: 'superadmin' },
        { phone: ANNA, role: 'member' },
        { phone: BEN, role: 'member' },
      ],
    });
  });

  it('says of each person whether they could be added', async () => {
    await stage.control.post('/phones', { phone: '15550008001', groupAdd: 'none' });
    await stage.control.post('/phones', { phone: '15550008002', registered: false });
    await stage.control.post('/faults', { kind: 'group-add', phone: '15550008003', code: 408, times: 1 });
    const { id } = await bot.socket.groupCreate('Admission', [jidOf(ANNA)]);
    const asked = ['15550008001', '15550008002', '15550008003', ANNA, CARA];
    const answers = await bot.socket.groupParticipantsUpdate(id, asked.map(jidOf), 'add');
    expect(answers.map(({ status }) => status)).toEqual(['403', '404', '408', '409', '200']);
    expect(answers.map(({ jid }) => jid)).toContain(lids[CARA]);
    const [invitation] = Array.isArray(answers[0]?.content.content) ? answers[0].content.content : [];
    expect(invitation).toMatchObject({ tag: 'add_request', attrs: { code: expect.any(String) } });
    await comes('the new member', () =>
      anna.memberUpdates.some(
        ({ id: group, action, participants }) =>
          group === id && action === 'add' && participants.some(({ id: jid }) => jid === lids[CARA]),
      ),
    );
    expect(await changes(CARA, id)).toEqual(['add']);
    const joined = await stage.control.post('/phones/15550008001/groups/join', {
      code: typeof invitation === 'object' ? invitation.attrs.code : '',
    });
    expect(joined).toEqual({ group: id, pending: false });
    const { participants } = await bot.socket.groupMetadata(id);
    expect(participants.map(({ phoneNumber }) => phoneNumber)).toEqual(
      [BOT, ANNA, CARA, '15550008001'].map(jidOf),
    );
  });

  it('promotes, demotes and removes, and tells those who are concerned', async () => {
    const { id } = await bot.socket.groupCreate('Roles', [jidOf(ANNA), jidOf(BEN)]);
    const change = async (phone: string, action: 'promote' | 'demote' | 'remove') =>
      (await bot.socket.groupParticipantsUpdate(id, [jidOf(phone)], action))[0]?.status;
    expect(await refusal(anna.socket.groupParticipantsUpdate(id, [jidOf(BEN)], 'remove'))).toBe(403);
    expect(await change(ANNA, 'promote')).toBe('200');
    expect((await anna.socket.groupMetadata(id)).participants[1]).toMatchObject({
      id: lids[ANNA],
      admin: 'admin',
    });
    const [self] = await anna.socket.groupParticipantsUpdate(id, [jidOf(BOT)], 'demote');
    expect(self?.status).toBe('403');
    expect(await change(ANNA, 'demote')).toBe('200');
    expect(await change(ANNA, 'remove')).toBe('200');
    expect(await change(ANNA, 'remove')).toBe('404');
    await comes('all changes', () => {
      const own = anna.memberUpdates.filter(({ id: group }) => group === id);
      return own.map(({ action }) => action).join() === 'promote,demote,remove';
    });
    expect(await changes(BEN, id)).toEqual(['create', 'promote', 'demote', 'remove']);
    expect(await refusal(anna.socket.groupMetadata(id))).toBe(403);
    expect(await refusal(anna.socket.groupMetadata('120363000000000000@g.us'))).toBe(404);
    expect(Object.keys(await anna.socket.groupFetchAllParticipating())).not.toContain(id);
  });

  it('changes subject, description and settings, for those who may', async () => {
    const { id } = await bot.socket.groupCreate('Before', [jidOf(ANNA), jidOf(BEN)]);
    await anna.socket.groupUpdateSubject(id, 'After');
    await anna.socket.groupUpdateDescription(id, 'All about it');
    await bot.socket.groupUpdateDescription(id, 'All about it, again');
    await bot.socket.groupSettingUpdate(id, 'locked');
    await bot.socket.groupSettingUpdate(id, 'announcement');
    await bot.socket.groupMemberAddMode(id, 'admin_add');
    await bot.socket.groupJoinApprovalMode(id, 'on');
    await bot.socket.groupToggleEphemeral(id, 86_400);
    expect(await anna.socket.groupMetadata(id)).toMatchObject({
      subject: 'After',
      subjectOwner: lids[ANNA],
      subjectOwnerPn: jidOf(ANNA),
      desc: 'All about it, again',
      descOwner: lids[BOT],
      restrict: true,
      announce: true,
      memberAddMode: false,
      joinApprovalMode: true,
      ephemeralDuration: 86_400,
    });
    expect(await refusal(anna.socket.groupUpdateSubject(id, 'Mine'))).toBe(403);
    expect(await refusal(anna.socket.groupSettingUpdate(id, 'unlocked'))).toBe(403);
    expect(await refusal(anna.socket.groupParticipantsUpdate(id, [jidOf(CARA)], 'add'))).toBe(403);
    await comes('every change', () => {
      const seen = Object.assign({}, ...anna.groupUpdates.filter((update) => update.id === id));
      return (
        seen.subject === 'After' &&
        seen.desc === 'All about it, again' &&
        seen.restrict &&
        seen.announce &&
        seen.memberAddMode === false &&
        seen.joinApprovalMode
      );
    });
    await bot.socket.groupSettingUpdate(id, 'unlocked');
    await bot.socket.groupSettingUpdate(id, 'not_announcement');
    await bot.socket.groupToggleEphemeral(id, 0);
    await bot.socket.groupUpdateDescription(id);
    const after = await bot.socket.groupMetadata(id);
    expect(after).toMatchObject({ restrict: false, announce: false });
    expect(after.desc).toBeUndefined();
    expect(after.ephemeralDuration).toBeUndefined();
    expect((await changes(BEN, id)).join(' ')).toBe(
      'create subject description description locked announce memberAddMode joinApproval ephemeral ' +
        'locked announce ephemeral description',
    );
  });

  it('lets people in by link, at once or after an admin has said yes', async () => {
    const { id } = await bot.socket.groupCreate('Open', [jidOf(BEN)]);
    const code = (await bot.socket.groupInviteCode(id)) ?? '';
    expect(await anna.socket.groupGetInviteInfo(code)).toMatchObject({ id, subject: 'Open', size: 2 });
    expect(await refusal(anna.socket.groupInviteCode(id))).toBe(403);
    expect(await anna.socket.groupAcceptInvite(code)).toBe(id);
    expect(await refusal(anna.socket.groupInviteCode(id))).toBe(401);
    await comes('the group', () => anna.groups.some((group) => group.id === id));
    await anna.socket.groupLeave(id);
    await comes('the leaving', () =>
      bot.memberUpdates.some(
        ({ id: group, action, author }) => group === id && action === 'remove' && author === lids[ANNA],
      ),
    );

    await bot.socket.groupJoinApprovalMode(id, 'on');
    await anna.socket.groupAcceptInvite(code);
    expect(await stage.control.post(`/phones/${CARA}/groups/join`, { code })).toEqual({
      group: id,
      pending: true,
    });
    await comes('the requests', () => bot.joinRequests.filter((request) => request.id === id).length === 2);
    expect(bot.joinRequests).toMatchObject([
      { id, participant: lids[ANNA], participantPn: jidOf(ANNA), action: 'created', method: 'invite_link' },
      { id, participant: lids[CARA], action: 'created' },
    ]);
    expect(await bot.socket.groupRequestParticipantsList(id)).toMatchObject([
      { jid: lids[ANNA], phone_number: jidOf(ANNA), request_method: 'invite_link' },
      { jid: lids[CARA] },
    ]);
    expect(await bot.socket.groupRequestParticipantsUpdate(id, [jidOf(ANNA)], 'approve')).toEqual([
      { status: '200', jid: lids[ANNA] },
    ]);
    await bot.socket.groupRequestParticipantsUpdate(id, [jidOf(CARA)], 'reject');
    expect(await bot.socket.groupRequestParticipantsList(id)).toEqual([]);
    expect(await changes(CARA, id)).toEqual(['request-rejected']);
    expect((await anna.socket.groupMetadata(id)).size).toBe(3);

    const fresh = await bot.socket.groupRevokeInvite(id);
    expect(fresh).not.toBe(code);
    expect(await refusal(anna.socket.groupAcceptInvite(code))).toBe(410);
    expect(await refusal(anna.socket.groupGetInviteInfo('AAAAAAAAAAAAAAAAAAAAAA'))).toBe(406);
  });

  it('accepts personal invitations', async () => {
    await stage.control.post('/phones', { phone: ANNA, groupAdd: 'none' });
    const { id } = await bot.socket.groupCreate('By invitation', [jidOf(BEN)]);
    const [answer] = await bot.socket.groupParticipantsUpdate(id, [jidOf(ANNA)], 'add');
    const [request] = Array.isArray(answer?.content.content) ? answer.content.content : [];
    const { code = '', expiration = '0' } = typeof request === 'object' ? request.attrs : {};
    await anna.socket.groupAcceptInviteV4(jidOf(BOT), {
      groupJid: id,
      inviteCode: code,
      inviteExpiration: Number(expiration),
    });
    expect((await anna.socket.groupMetadata(id)).size).toBe(3);
    await stage.control.post('/phones', { phone: ANNA, groupAdd: 'all' });
  });

  it('changes and removes the picture', async () => {
    const { id } = await bot.socket.groupCreate('Pictured', [jidOf(ANNA)]);
    expect(await refusal(bot.socket.profilePictureUrl(id))).toBe(404);
    const picture = randomBytes(512);
    await stage.control.post(`/phones/${ANNA}/groups/${id}/picture`, { picture: picture.toString('base64') });
    const url = await bot.socket.profilePictureUrl(id, 'image');
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v\//);
    const kept = await fetch(`${stage.emulator.url}/groups/${id}/picture`);
    expect(Buffer.from(await kept.arrayBuffer())).toEqual(picture);
    await bot.socket.removeProfilePicture(id);
    expect(await refusal(bot.socket.profilePictureUrl(id))).toBe(404);
    expect(await changes(ANNA, id)).toEqual(['create', 'picture', 'picture']);
  });

  it('makes a new admin when the last one leaves', async () => {
    const { id } = await bot.socket.groupCreate('Orphans', [jidOf(ANNA), jidOf(BEN)]);
    await bot.socket.groupLeave(id);
    await comes('the promotion', () =>
      anna.memberUpdates.some(({ id: group, action }) => group === id && action === 'promote'),
    );
    expect((await anna.socket.groupMetadata(id)).participants[0]).toMatchObject({
      id: lids[ANNA],
      admin: 'admin',
    });
  });

  it('does the same on phones', async () => {
    const made = await stage.control.post(`/phones/${BEN}/groups`, {
      subject: 'From a phone',
      participants: [BOT, CARA],
      addressing: 'pn',
    });
    await comes('the group', () => bot.groups.some(({ id }) => id === made.jid));
    expect(await bot.socket.groupMetadata(made.jid)).toMatchObject({
      addressingMode: 'pn',
      owner: jidOf(BEN),
      participants: [
        { id: jidOf(BEN), lid: lids[BEN], admin: 'superadmin' },
        { id: jidOf(BOT) },
        { id: jidOf(CARA) },
      ],
    });
    const path = `/phones/${BEN}/groups/${made.jid}`;
    const added = await stage.control.post(`${path}/participants`, { add: [ANNA], remove: [CARA] });
    expect(added.results).toEqual([
      { phone: ANNA, action: 'add', code: 200 },
      { phone: CARA, action: 'remove', code: 200 },
    ]);
    await stage.control.post(`${path}/admins`, { promote: [BOT] });
    await stage.control.patch(path, {
      subject: 'Renamed',
      description: 'Words',
      announce: true,
      memberAddMode: 'admin_add',
    });
    const { code } = await stage.control.get(`${path}/invite`);
    expect((await stage.control.delete(`${path}/invite`)).code).not.toBe(code);
    await comes('the changes', () =>
      bot.groupUpdates.some(
        ({ id, subject, author }) => id === made.jid && subject === 'Renamed' && author === jidOf(BEN),
      ),
    );
    const refused = await stage.control.raw('PATCH', `/phones/${CARA}/groups/${made.jid}`, {
      subject: 'Mine',
    });
    expect(refused.status).toBe(403);
    await stage.control.delete(path);
    const [left] = await stage.control
      .get(`/phones/${CARA}/groups`)
      .then((groups) => groups.filter(({ jid }: { jid: string }) => jid === made.jid));
    expect(left).toBeUndefined();
    expect((await bot.socket.groupMetadata(made.jid)).participants).toMatchObject([
      { id: jidOf(BOT), admin: 'admin' },
      { id: jidOf(ANNA) },
    ]);
  });

  it('keeps groups, and what companions have not heard yet, over a restart', async () => {
    const { id } = await bot.socket.groupCreate('Lasting', [jidOf(ANNA), jidOf(BEN)]);
    await anna.close();
    await stage.control.patch(`/phones/${BEN}/groups/${id}`, { subject: 'Longer lasting' });
    const before = await stage.control.get(`/groups/${id}`);
    await bot.close();
    await stage.restart();
    expect(await stage.control.get(`/groups/${id}`)).toEqual(before);
    await anna.open();
    await bot.open();
    await comes('the subject', () => anna.groupUpdates.some(({ subject }) => subject === 'Longer lasting'));
  });
});
