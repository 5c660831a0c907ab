import { fit } from './fitting.js';

const LONG = 'x'.repeat(300_000);

describe('what is made of a message', () => {
  it('is left as it is while its texts are not too long', () => {
    const content = { kind: 'content', actions: [{ kind: 'row', id: '1', label: 'a'.repeat(1_000) }] };
    const copy = structuredClone(content);
    expect(fit(content, new Set())).toBe(0);
    expect(content).toEqual(copy);
  });

  it('has texts of a bounded length together, the first ones whole', () => {
    const content = {
      actions: [{ label: 'a'.repeat(1_000) }, { label: LONG }, { label: LONG, kind: 'row' }],
    };
    const omitted = fit(content, new Set());
    expect(content.actions.map(({ label }) => label.length)).toEqual([1_000, 261_144, 64]);
    expect(content.actions[2]?.kind).toBe('row');
    expect(omitted).toBe(601_000 - 1_000 - 261_144 - 64);
  });

  it('has what is of use as a whole only, or not at all', () => {
    const content: Record<string, object> = {
      one: { data: { a: 'x'.repeat(200_000) } },
      two: { data: { a: 'x'.repeat(200_000) }, label: 'two' },
      three: { bytes: LONG },
    };
    expect(fit(content, new Set())).toBe(200_008 + 300_000);
    expect(Object.keys(content).map((name) => Object.keys(content[name] ?? {}))).toEqual([
      ['data'],
      ['label'],
      [],
    ]);
  });

  it('has its own limits for texts that stand apart, and for cards', () => {
    const content = { text: LONG, contacts: [{ name: LONG, vcard: LONG }] };
    expect(fit(content, new Set(['text']))).toBe(300_000 - 262_144);
    expect([content.text.length, content.contacts[0]?.vcard.length]).toEqual([300_000, 300_000]);
  });
});
