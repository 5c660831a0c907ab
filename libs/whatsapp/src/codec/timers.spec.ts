import { proto } from '@whiskeysockets/baileys';
import { timerIn } from './timers.js';

const { EPHEMERAL_SETTING, REVOKE } = proto.Message.ProtocolMessage.Type;

/** A message as it is decoded from the wire. */
function decoded(message: proto.IMessage): proto.IMessage {
  return proto.Message.decode(proto.Message.encode(proto.Message.fromObject(message)).finish());
}

describe('the timer in a message', () => {
  it.each<[string, proto.IMessage, unknown]>([
    [
      'is what it sets',
      {
        protocolMessage: {
          type: EPHEMERAL_SETTING,
          ephemeralExpiration: 86_400,
          ephemeralSettingTimestamp: 1_795_000_000,
        },
      },
      { seconds: 86_400, setAt: 1_795_000_000 },
    ],
    ['is 0 if it turns the timer off', { protocolMessage: { type: EPHEMERAL_SETTING } }, { seconds: 0 }],
    [
      'is what its context carries, also inside wrappers',
      {
        ephemeralMessage: {
          message: { extendedTextMessage: { text: 'hi', contextInfo: { expiration: 604_800 } } },
        },
      },
      { seconds: 604_800 },
    ],
    ['is unknown without any', { conversation: 'hi' }, undefined],
    ['is unknown in a change of another message', { protocolMessage: { type: REVOKE } }, undefined],
  ])('%s', (_what, message, timer) => expect(timerIn(decoded(message))).toEqual(timer));
});
