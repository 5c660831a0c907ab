import { readChannel, readChannels } from './channel.js';
import { readGraph } from './graph.js';

const JID = '120363144038483540@newsletter';

/** As WhatsApp's server answered (wamux, whatsapp-rust issue 1560). */
const CHANNEL = {
  id: JID,
  state: { type: 'ACTIVE' },
  thread_metadata: {
    creation_time: '1688746895',
    name: { id: '1', text: 'WhatsApp', update_time: '1688746895000000' },
    description: { id: '1', text: '', update_time: '0' },
    invite: '0029Va4K0PZ5a245NkngBA2M',
    subscribers_count: '4242',
    verification: 'VERIFIED',
    picture: { id: '1', type: 'IMAGE', direct_path: '/v/t61' },
  },
  viewer_metadata: {
    role: 'SUBSCRIBER',
    settings: [
      { type: 'MUTE_FOLLOWER_ACTIVITY', value: 'ON' },
      { type: 'MUTE_ADMIN_ACTIVITY', value: 'OFF' },
    ],
  },
};
const NONE = { id: null, state: { type: 'NON_EXISTING' }, thread_metadata: null, viewer_metadata: null };

function answer(body: unknown) {
  const content = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return { tag: 'iq', attrs: {}, content: [{ tag: 'result', attrs: {}, content }] };
}

describe('a channel in GraphQL', () => {
  it('is read with its counts, the role and the settings of the account', () => {
    expect(readChannel(CHANNEL)).toEqual({
      jid: JID,
      name: 'WhatsApp',
      description: undefined,
      inviteCode: '0029Va4K0PZ5a245NkngBA2M',
      followers: 4242,
      verified: true,
      state: 'active',
      role: 'subscriber',
      muted: false,
      createdAt: 1_688_746_895_000,
      hasPicture: true,
    });
  });

  it('may be sparse, and written as earlier versions do', () => {
    expect(readChannel({ id: JID, viewer_metadata: { mute: 'on', role: 'owner' } })).toMatchObject({
      name: '',
      state: 'active',
      role: 'owner',
      muted: true,
      hasPicture: false,
    });
    expect(
      readChannel({ id: JID, state: { type: 'ARCHIVED' }, viewer_metadata: { role: 'JUDGE' } }),
    ).toMatchObject({
      state: 'unknown',
      role: undefined,
      muted: undefined,
    });
  });

  it('does not exist without an id', () => {
    for (const value of [NONE, null, undefined, 'x', [], { id: '1@g.us' }])
      expect(readChannel(value)).toBeUndefined();
    expect(readChannels([NONE, CHANNEL, null]).map(({ jid }) => jid)).toEqual([JID]);
    expect(readChannels(null)).toEqual([]);
  });
});

describe('an answer in GraphQL', () => {
  it('is its data', () => {
    expect(readGraph(answer({ data: { field: { a: 1 } } }), 'field')).toEqual({ a: 1 });
  });

  it('is a refusal with the code of the server', () => {
    const errors = [{ message: 'Not Allowed', extensions: { error_code: 405, severity: 'CRITICAL' } }];
    const refusal = (data: unknown) => {
      try {
        return readGraph(answer({ data, errors }), 'field');
      } catch (error) {
        return error;
      }
    };
    expect(refusal(null)).toMatchObject({
      code: 'WHATSAPP_ERROR',
      details: { code: '405', outcome: 'not_sent' },
    });
    expect(refusal({ field: {} })).toMatchObject({ details: { code: '405', outcome: 'unknown' } });
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no data', { data: null }],
    ['other data', { data: { other: {} } }],
    ['an error without a code', { data: null, errors: [{ message: 'x' }] }],
  ])('cannot be %s', (_what, body) => {
    expect(() => readGraph(answer(body), 'field')).toThrow("WhatsApp's answer was not understood");
  });
});
