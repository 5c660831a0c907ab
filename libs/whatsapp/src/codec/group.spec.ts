import type { BinaryNode } from '@whiskeysockets/baileys';
import { groupIn, groupsIn, outcomesIn, refusedIn } from './group.js';

function node(tag: string, attrs: Record<string, string> = {}, content?: BinaryNode['content']): BinaryNode {
  return { tag, attrs, content };
}

function result(...content: BinaryNode[]): BinaryNode {
  return node('iq', { type: 'result' }, content);
}

const BARE = node('group', { id: '120363000000000001', subject: 'Lunch' });

describe('a group in an answer', () => {
  it('is read whole, whichever way its members are named', () => {
    const group = node(
      'group',
      {
        id: '120363000000000001',
        subject: 'Lunch',
        creation: '1700000000',
        creator: '9@lid',
        creator_pn: '15550001111@s.whatsapp.net',
        size: '3',
        addressing_mode: 'lid',
      },
      [
        node('participant', { jid: '9@lid', phone_number: '15550001111@s.whatsapp.net', type: 'superadmin' }),
        node('participant', { jid: '15550002222@s.whatsapp.net', lid: '8@lid', type: 'admin' }),
        node('participant', { jid: '7@lid' }),
        node('participant', { jid: '15550003333@s.whatsapp.net', error: '403' }),
        node('description', { id: 'D1' }, [node('body', {}, Buffer.from('Every day'))]),
        node('announcement'),
        node('locked'),
        node('member_add_mode', {}, Buffer.from('all_member_add')),
        node('membership_approval_mode', {}, [node('group_join', { state: 'on' })]),
        node('ephemeral', { expiration: '86400' }),
      ],
    );
    expect(groupIn(result(group))).toEqual({
      jid: '120363000000000001@g.us',
      name: 'Lunch',
      description: 'Every day',
      descriptionId: 'D1',
      owner: { phone: '15550001111', lid: '9' },
      createdAt: 1_700_000_000_000,
      size: 3,
      addressing: 'lid',
      announce: true,
      restrict: true,
      membersCanAdd: true,
      joinApproval: true,
      disappearingSeconds: 86_400,
      isCommunity: false,
      isAnnouncementGroup: false,
      members: [
        { phone: '15550001111', lid: '9', role: 'superadmin' },
        { phone: '15550002222', lid: '8', role: 'admin' },
        { lid: '7', role: 'member' },
      ],
    });
    expect(refusedIn(result(group))).toEqual([{ phone: '15550003333', error: '403' }]);
  });

  it('says what it is to a community', () => {
    const closed = node('parent', { default_membership_approval_mode: 'request_required' });
    const content = [closed, node('allow_non_admin_sub_group_creation')];
    expect(groupIn(result({ ...BARE, content }))).toMatchObject({
      isCommunity: true,
      community: { joinApproval: true, membersCanAddGroups: true },
    });
    expect(groupIn(result({ ...BARE, content: [node('parent')] })).community).toEqual({
      joinApproval: false,
      membersCanAddGroups: false,
    });
    const place = [node('linked_parent', { jid: '120363000000000009@g.us' }), node('default_sub_group')];
    expect(groupIn(result({ ...BARE, content: place }))).toMatchObject({
      isCommunity: false,
      communityJid: '120363000000000009@g.us',
      isAnnouncementGroup: true,
    });
  });

  it('may say little', () => {
    const facts = { jid: '120363000000000001@g.us', name: 'Lunch', size: 0, members: [] };
    expect(groupsIn(result(node('groups', {}, [BARE])))).toMatchObject([facts]);
    expect(groupIn(result({ ...BARE, attrs: { id: '120363000000000001@g.us' } }))).toMatchObject({
      name: '',
      announce: false,
      membersCanAdd: false,
      joinApproval: false,
      disappearingSeconds: 0,
      isCommunity: false,
      isAnnouncementGroup: false,
    });
    const off = node('membership_approval_mode', {}, [node('group_join', { state: 'off' })]);
    expect(groupIn(result({ ...BARE, content: [off] })).joinApproval).toBe(false);
  });

  it.each([
    ['nothing', () => groupIn(result())],
    ['a group without a name on the wire', () => groupIn(result(node('group')))],
    ['another thing', () => groupIn(result(node('group', { id: '15550001111@s.whatsapp.net' })))],
    ['no list', () => groupsIn(result())],
    ['no outcomes', () => outcomesIn(result(), 'add')],
  ])('is not made up from %s', (_what, read) => {
    expect(read).toThrow("WhatsApp's answer was not understood");
  });
});

describe('what became of people', () => {
  it('is told with their names and a code where it failed', () => {
    const add = node('add', {}, [
      node('participant', { jid: '9@lid', phone_number: '15550001111@s.whatsapp.net' }),
      node('participant', { jid: '8@lid', error: '408' }),
      node('participant', { jid: '15550002222@s.whatsapp.net', error: '200' }),
    ]);
    expect(outcomesIn(result(add), 'add')).toEqual([
      { phone: '15550001111', lid: '9' },
      { lid: '8', error: '408' },
      { phone: '15550002222' },
    ]);
  });
});
