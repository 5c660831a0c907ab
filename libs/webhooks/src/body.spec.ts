import { eventBody } from './body.js';

const EVENT = {
  id: 'evt_9',
  instanceId: 'bot',
  event: 'message',
  at: 1_735_118_400_000,
  sequence: 42,
  metadata: null,
};

describe('the body of an event', () => {
  it('is JSON with the keys of the plan first', () => {
    const body = eventBody({ ...EVENT, data: '{"text":"Hello!","isGroup":false}' });
    expect(body.toString('utf8')).toBe(
      '{"event":"message","instanceId":"bot","timestamp":1735118400000,"id":"evt_9","sequence":42,' +
        '"data":{"text":"Hello!","isGroup":false}}',
    );
  });

  it.each([
    ['text in any script', { text: '你好 👩‍👩‍👧 مرحبا \u2028 \u0000 \u001f </script>' }],
    ['half a surrogate pair', { text: 'cut \ud83d here' }],
    ['numbers at the edge', { a: 1e21, b: 5e-324, c: -0, d: 0.1, e: Number.MAX_SAFE_INTEGER }],
    ['keys that engines reorder', { z: 1, 10: 'ten', 2: 'two' }],
    ['a key named __proto__', JSON.parse('{"__proto__":{"a":1},"b":2}')],
    ['nothing', {}],
  ])('survives being parsed and written again: %s', (_name, data: unknown) => {
    const body = eventBody({ ...EVENT, data: JSON.stringify(data) });
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    expect(Buffer.from(JSON.stringify(parsed), 'utf8').equals(body)).toBe(true);
  });

  it('ends with the metadata of the instance, if there is any', () => {
    const body = eventBody({ ...EVENT, data: '{}', metadata: '{"customer":"42"}' }).toString('utf8');
    expect(body.slice(body.indexOf('"sequence"'))).toBe(
      '"sequence":42,"data":{},"metadata":{"customer":"42"}}',
    );
  });

  it('is the same in every attempt', () => {
    const event = { ...EVENT, data: '{"a":[1,2,{"b":null}]}' };
    expect(eventBody(event).equals(eventBody(event))).toBe(true);
  });
});
