import type { BinaryNode } from '@whiskeysockets/baileys';
import { readStatusPrivacy, readStatusSetting, statusPrivacyAction } from './status-privacy.js';

const LID = '913103037140909@lid';

function answer(...lists: BinaryNode[]): BinaryNode {
  return { tag: 'iq', attrs: {}, content: [{ tag: 'privacy', attrs: {}, content: lists }] };
}

function list(attrs: BinaryNode['attrs'], ...jids: string[]): BinaryNode {
  return { tag: 'list', attrs, content: jids.map((jid) => ({ tag: 'user', attrs: { jid } })) };
}

describe("who gets the status posts, in WhatsApp's answer", () => {
  it.each([
    ['nothing is stored', undefined, { audience: 'contacts', people: [] }],
    ['there is no list', answer(), { audience: 'contacts', people: [] }],
    [
      'all contacts',
      answer(list({ type: 'contacts', default: 'true' })),
      { audience: 'contacts', people: [] },
    ],
    ['exceptions', answer(list({ type: 'blacklist' }, LID)), { audience: 'contacts_except', people: [LID] }],
    [
      'several lists, of which one is in use',
      answer(list({ type: 'blacklist' }, LID), list({ type: 'whitelist', default: 'true' }, LID, 'x')),
      { audience: 'only', people: [LID] },
    ],
    ['a list of a new type', answer(list({ type: 'close_friends', default: 'true' }, LID)), undefined],
  ])('if %s', (_what, node, expected) => {
    expect(readStatusPrivacy(node)).toEqual(expected);
  });
});

describe('the app state about status posts', () => {
  it.each(['contacts_except', 'only'] as const)('is written as it is read: %s', (audience) => {
    const action = statusPrivacyAction({ audience, people: [LID] });
    expect(readStatusSetting({ index: ['status_privacy'], action })).toEqual({
      kind: 'privacy',
      audience,
      people: [LID],
    });
  });

  it('names nobody for all contacts', () => {
    const action = statusPrivacyAction({ audience: 'contacts', people: [LID] });
    expect(readStatusSetting({ index: ['status_privacy'], action })).toMatchObject({ people: [] });
  });

  it('leaves what it had if the mode is one of close friends', () => {
    expect(
      readStatusSetting({
        index: ['status_privacy'],
        action: { statusPrivacy: { mode: 3, userJid: [LID] } },
      }),
    ).toBeUndefined();
    expect(readStatusSetting({ index: ['status_privacy'] })).toBeUndefined();
  });

  it('mutes people, and no longer when the entry is removed', () => {
    const index = ['userStatusMute', LID];
    const muted = { kind: 'mute', author: LID };
    expect(readStatusSetting({ index, action: { userStatusMuteAction: { muted: true } } })).toEqual({
      ...muted,
      muted: true,
    });
    expect(readStatusSetting({ index })).toEqual({ ...muted, muted: false });
    expect(readStatusSetting({ index: ['userStatusMute', '120363043211234567@g.us'] })).toBeUndefined();
  });
});
