import type { BinaryNode } from '@whiskeysockets/baileys';
import { readGroupNews } from './group-news.js';
import { readGroupReceipts } from './receipt.js';
import { asLid, asPhone } from '../testing/addresses.js';

const GROUP = '120363000000000001@g.us';
const ANNA = { phone: asPhone('15550001111'), lid: asLid('9') };

function node(tag: string, attrs: Record<string, string> = {}, content?: BinaryNode['content']): BinaryNode {
  return { tag, attrs, content };
}

function notification(content: BinaryNode['content'], attrs: Record<string, string> = {}): BinaryNode {
  const by = { participant: '9@lid', participant_pn: '15550001111@s.whatsapp.net' };
  return node('notification', { from: GROUP, type: 'w:gp2', id: '1', ...by, ...attrs }, content);
}

const ben = node('participant', { jid: '8@lid' });
const anna = node('participant', { jid: '15550001111@s.whatsapp.net' });

describe('a notification about a group', () => {
  it.each<[string, BinaryNode, object]>([
    ['its name', node('subject', { subject: 'Dinner' }), { name: 'Dinner' }],
    ['its text', node('description', {}, [node('body', {}, Buffer.from('Hi'))]), { description: 'Hi' }],
    ['no text any more', node('description', {}, [node('delete')]), { description: '' }],
    ['a setting', node('announcement'), { announce: true }],
    ['a setting that is off', node('unlocked'), { restrict: false }],
    ['a time', node('ephemeral', { expiration: '86400' }), { disappearingSeconds: 86_400 }],
    ['no time', node('not_ephemeral'), { disappearingSeconds: 0 }],
    ['who may add', node('member_add_mode', {}, Buffer.from('admin_add')), { membersCanAdd: false }],
    [
      'who may join',
      node('membership_approval_mode', {}, [node('group_join', { state: 'off' })]),
      { joinApproval: false },
    ],
    ['a link', node('invite', { code: 'ABC' }), { inviteCode: 'ABC' }],
  ])('tells %s', (_what, part, changes) => {
    expect(readGroupNews(notification([part]))).toEqual([
      { groupJid: GROUP, by: ANNA, kind: 'update', changes },
    ]);
  });

  it.each<[string, BinaryNode]>([
    ['add', node('add', {}, [ben])],
    ['join', node('add', { reason: 'invite' }, [ben])],
    ['remove', node('remove', {}, [ben])],
    ['promote', node('promote', {}, [ben])],
    ['demote', node('demote', {}, [ben])],
    ['requested', node('created_membership_requests', {}, [node('requested_user', { jid: '8@lid' })])],
    ['rejected', node('revoked_membership_requests', {}, [ben])],
  ])('tells of people: %s', (action, part) => {
    expect(readGroupNews(notification([part]))).toMatchObject([{ action, people: [{ lid: '8' }] }]);
  });

  it.each<[string, BinaryNode]>([
    ['leave', node('remove', {}, [anna])],
    ['leave', node('leave', {}, [anna])],
    ['requested', node('created_membership_requests')],
    ['cancelled', node('revoked_membership_requests', {}, [anna])],
    ['cancelled', node('revoked_membership_requests')],
  ])('tells what people do about themselves: %s', (action, part) => {
    expect(readGroupNews(notification([part]))).toMatchObject([{ action, people: [{ phone: ANNA.phone }] }]);
  });

  it('removing several is no leaving, even where one of them is who does it', () => {
    expect(readGroupNews(notification([node('remove', {}, [anna, ben])]))).toMatchObject([
      { action: 'remove' },
    ]);
  });

  it('may tell several things, and things that nobody knows', () => {
    const parts = [node('subject', { subject: 'x' }), node('constructor'), node('locked')];
    expect(readGroupNews(notification(parts))).toMatchObject([
      { changes: { name: 'x' } },
      { changes: { other: ['constructor'] } },
      { changes: { restrict: true } },
    ]);
  });

  it.each<[string, BinaryNode]>([
    ['nothing', notification(undefined)],
    ['bytes', notification(Buffer.from('x'))],
    ['a creation without a group', notification([node('create', { type: 'new' })])],
    ['people who are not named', notification([node('add'), node('promote')])],
    [
      'half of it',
      notification([node('subject'), node('invite'), node('ephemeral'), node('member_add_mode')]),
    ],
    ['a picture in another form', notification([node('request')], { type: 'picture' })],
    ['somebody’s devices', node('notification', { from: '15550001111@s.whatsapp.net', type: 'devices' })],
    ['no sender', node('notification', { type: 'w:gp2' }, [node('locked')])],
  ])('may be of no use: %s', (_what, stanza) => {
    expect(readGroupNews(stanza)).toEqual([]);
  });
});

describe('a receipt of a group', () => {
  const SELF = { phone: asPhone('628111111111'), lid: asLid('1') };
  const attrs = { id: 'A', from: GROUP, t: '1700000000' };

  it('is one person’s, about one message or several', () => {
    const list = { tag: 'list', attrs: {}, children: [{ tag: 'item', attrs: { id: 'B' } }] };
    const stanza = {
      tag: 'receipt',
      attrs: { ...attrs, participant: '9@lid', type: 'read' },
      children: [list],
    };
    expect(readGroupReceipts(stanza, SELF)).toEqual([
      { groupJid: GROUP, participantJid: '9@lid', ids: ['A', 'B'], type: 'read', at: 1_700_000_000_000 },
    ]);
  });

  it('may be a summary of what several have received', () => {
    const users = ['9@lid', '8@lid', '1@lid'].map((jid) => ({
      tag: 'user',
      attrs: { jid, t: '1700000001' },
    }));
    const summary = { tag: 'participants', attrs: { key: 'C' }, children: users };
    expect(readGroupReceipts({ tag: 'receipt', attrs, children: [summary] }, SELF)).toEqual(
      ['9@lid', '8@lid'].map((participantJid) => ({
        groupJid: GROUP,
        participantJid,
        ids: ['C'],
        type: 'delivered',
        at: 1_700_000_001_000,
      })),
    );
  });

  it('may be a summary whose parts have types of their own', () => {
    const user = (jid: string, type: string) => ({ tag: 'user', attrs: { jid, type, t: '1700000001' } });
    const summary = (id: string, ...children: ReturnType<typeof user>[]) => ({
      tag: 'participants',
      attrs: { message_id: id },
      children,
    });
    const children = [
      summary('C', user('9@lid', 'read'), user('8@lid', '')),
      summary('D', user('9@lid', 'x')),
    ];
    expect(readGroupReceipts({ tag: 'receipt', attrs, children }, SELF)).toMatchObject([
      { participantJid: '9@lid', ids: ['C'], type: 'read' },
      { participantJid: '8@lid', ids: ['C'], type: 'delivered' },
    ]);
  });

  it('is no delivery if the device could not take the message', () => {
    const error = { tag: 'error', attrs: { type: 'feature-incapable' } };
    const stanza = { tag: 'receipt', attrs: { ...attrs, participant: '9@lid' }, children: [error] };
    expect(readGroupReceipts(stanza, SELF)).toEqual([]);
  });

  it.each([
    ['of a chat with one person', { ...attrs, from: '9@lid' }],
    ['of our own', { ...attrs, participant: '628111111111:4@s.whatsapp.net' }],
    ['that asks again', { ...attrs, participant: '9@lid', type: 'retry' }],
    [
      'of what another device of ours has read',
      { ...attrs, participant: '1@lid', recipient: '9@lid', type: 'read-self' },
    ],
  ])('is no news: %s', (_what, wrong) => {
    expect(readGroupReceipts({ tag: 'receipt', attrs: wrong }, SELF)).toEqual([]);
  });
});
