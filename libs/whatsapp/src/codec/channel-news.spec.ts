import { notificationKind, readChannelNews } from './channel-news.js';

const JID = '120363144038483540@newsletter';
const ANNA = { id: '913103037140909@lid', pn: '15550001111@s.whatsapp.net' };

function notification(data: unknown, type = 'mex') {
  const content = Buffer.from(typeof data === 'string' ? data : JSON.stringify({ data }));
  const update = { tag: 'update', attrs: { op_name: 'Any' }, content };
  return { tag: 'notification', attrs: { type, id: '1', from: 's.whatsapp.net' }, content: [update] };
}

describe('a notification about a channel', () => {
  it.each([
    [
      'its new name',
      {
        xwa2_notify_newsletter_on_metadata_update: {
          id: JID,
          thread_metadata: { name: { text: 'News' }, picture: { direct_path: '/v' } },
        },
      },
      { changes: { name: 'News', description: '', hasPicture: true } },
    ],
    ['a follow', { xwa2_notify_newsletter_on_join: { id: JID } }, { changes: { following: true } }],
    ['the end of that', { xwa2_notify_newsletter_on_leave: { id: JID } }, { changes: { following: false } }],
    [
      'a setting',
      {
        xwa2_notify_newsletter_on_user_setting_change: {
          id: JID,
          setting: { type: 'MUTE_ADMIN_ACTIVITY', value: 'ON' },
        },
      },
      { changes: { muted: true } },
    ],
    [
      'a setting, of earlier versions',
      { xwa2_notify_newsletter_on_mute_change: { id: JID, mute: 'OFF' } },
      { changes: { muted: false } },
    ],
    [
      'its end',
      { xwa2_notify_newsletter_on_state_change: { id: JID, state: { type: 'DELETED' } } },
      { changes: { state: 'deleted' } },
    ],
    [
      'a new admin',
      { xwa2_notify_newsletter_admin_promote: { id: JID, user: ANNA, user_new_role: 'ADMIN' } },
      { changes: {}, role: { person: ANNA.pn, role: 'admin' } },
    ],
  ])('reports %s', (_what, data, expected) => {
    expect(readChannelNews(notification(data))).toEqual([{ channelJid: JID, ...expected }]);
  });

  it.each([
    ['no JSON', notification('{')],
    ['no channel', notification({ xwa2_notify_newsletter_on_join: { id: '1@g.us' } })],
    [
      'another setting',
      notification({
        xwa2_notify_newsletter_on_user_setting_change: {
          id: JID,
          setting: { type: 'MUTE_FOLLOWER_ACTIVITY', value: 'ON' },
        },
      }),
    ],
    [
      'a setting without a value',
      notification({ xwa2_notify_newsletter_on_mute_change: { id: JID, mute: null } }),
    ],
    ['nobody', notification({ xwa2_notify_newsletter_admin_promote: { id: JID, user: null } })],
    ['a limit', notification({ xwa2_notify_account_reachout_timelock: { is_active: true } })],
    ['something else', notification({ xwa2_notify_newsletter_on_join: { id: JID } }, 'w:gp2')],
  ])('is nothing if it is about %s', (_what, node) => {
    expect(readChannelNews(node)).toEqual([]);
  });
});

it.each([
  ['a channel', 'notification/mex/newsletter', { xwa2_notify_newsletter_on_unknown: { id: JID } }],
  ['a limit', 'notification/mex', { xwa2_notify_account_reachout_timelock: { is_active: true } }],
])('a notification about %s that says nothing to us is %s', (_what, kind, data) => {
  expect(notificationKind(notification(data))).toBe(kind);
});
