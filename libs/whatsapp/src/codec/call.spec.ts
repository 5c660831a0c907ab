import { readCall } from './call.js';

const attrs = { 'call-id': 'C1', 'call-creator': '913103037140909@lid' };

function call(tag: string, rest: Record<string, string> = {}, children: string[] = []) {
  return {
    tag: 'call',
    attrs: { id: '1', from: '913103037140909@lid', t: '1795346985' },
    children: [
      { tag, attrs: { ...attrs, ...rest }, children: children.map((child) => ({ tag: child, attrs: {} })) },
    ],
  };
}

describe('a call', () => {
  it.each([
    ['offer', {}, 'ringing'],
    ['offer_notice', {}, 'ringing'],
    ['accept', {}, 'accepted'],
    ['reject', {}, 'rejected'],
    ['terminate', { reason: 'timeout' }, 'timeout'],
    ['terminate', { reason: 'accepted_elsewhere' }, 'ended'],
    ['terminate', {}, 'ended'],
  ])('with %s %j is %s', (tag, rest, status) => {
    expect(readCall(call(tag, { ...rest }))).toMatchObject({ callId: 'C1', status, at: 1795346985000 });
  });

  it.each(['preaccept', 'transport', 'relaylatency', 'mute_v2', 'enc_rekey'])(
    'with %s says nothing',
    (tag) => {
      expect(readCall(call(tag))).toBeUndefined();
    },
  );

  it('tells who calls, by what name, and how', () => {
    const caller_pn = '15550001111@s.whatsapp.net';
    expect(readCall(call('offer', { caller_pn }, ['audio', 'video']))).toMatchObject({
      callerJid: '913103037140909@lid',
      pair: { lid: '913103037140909', phone: '15550001111' },
      isVideo: true,
      isGroup: false,
    });
    expect(readCall(call('offer_notice', { media: 'video', type: 'group' }))).toMatchObject({
      isVideo: true,
      isGroup: true,
      pair: undefined,
    });
    expect(readCall(call('offer', { 'group-jid': '120363041234567890@g.us' }, ['audio']))).toMatchObject({
      isVideo: false,
      isGroup: true,
    });
  });
});
