import { proto } from '@whiskeysockets/baileys';
import { labelChangeIn } from './member-label.js';

const { Type } = proto.Message.ProtocolMessage;
const SENT_AT = 1_700_000_000_000;

function change(memberLabel?: proto.IMemberLabel, type = Type.GROUP_MEMBER_LABEL_CHANGE): proto.IMessage {
  return { protocolMessage: { type, memberLabel } };
}

describe('a change of a label', () => {
  it('has the label and its time', () => {
    expect(labelChangeIn(change({ label: 'Boss', labelTimestamp: 1_699_999_999 }), SENT_AT)).toEqual({
      label: 'Boss',
      at: 1_699_999_999_000,
    });
  });

  it('removes it if there is no label', () => {
    expect(labelChangeIn(change({ labelTimestamp: 1_699_999_999 }), SENT_AT)?.label).toBe('');
  });

  it('has the time of the message instead of an impossible one, and no long label', () => {
    expect(labelChangeIn(change({ label: 'x'.repeat(200), labelTimestamp: 1e12 }), SENT_AT)).toEqual({
      label: 'x'.repeat(100),
      at: SENT_AT,
    });
  });

  it('is no other message', () => {
    expect(labelChangeIn(change(undefined), SENT_AT)).toBeUndefined();
    expect(labelChangeIn(change({ label: 'Boss' }, Type.REVOKE), SENT_AT)).toBeUndefined();
    expect(labelChangeIn({ conversation: 'Boss' }, SENT_AT)).toBeUndefined();
  });
});
