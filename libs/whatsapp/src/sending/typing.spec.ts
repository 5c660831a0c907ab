import { typingTimeOf } from './typing.js';

describe('typing before a message', () => {
  it('takes as long as its text, within limits', () => {
    expect(typingTimeOf({ conversation: 'x'.repeat(60) })).toEqual({ activity: 'composing', ms: 3_000 });
    expect(typingTimeOf({ extendedTextMessage: { text: 'Hi' } })).toEqual({ activity: 'composing', ms: 500 });
    expect(typingTimeOf({ conversation: 'x'.repeat(100_000) })).toEqual({ activity: 'composing', ms: 8_000 });
    expect(typingTimeOf({ imageMessage: { caption: 'x'.repeat(20) } })?.ms).toBe(1_000);
  });

  it('is recording before a voice message', () => {
    expect(typingTimeOf({ audioMessage: { ptt: true } })).toEqual({ activity: 'recording', ms: 3_000 });
  });

  it('is not shown before what nobody types', () => {
    expect(typingTimeOf({ imageMessage: {} })).toBeUndefined();
    expect(typingTimeOf({ audioMessage: {} })).toBeUndefined();
    expect(typingTimeOf({ locationMessage: { degreesLatitude: 1 } })).toBeUndefined();
    expect(typingTimeOf({})).toBeUndefined();
  });
});
