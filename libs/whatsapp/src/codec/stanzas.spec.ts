import { isWebhookEvent } from '#libs/events';
import { countsAsIgnored, isUnknownStanza, STANZAS } from './stanzas.js';

describe('the table of stanzas', () => {
  it.each(Object.entries(STANZAS).map(([kind, fate]) => ({ kind, fate })))(
    'says what becomes of $kind, or why nothing does',
    ({ fate }) => {
      if ('events' in fate) expect(fate.events.every(isWebhookEvent) && fate.events.length > 0).toBe(true);
      else expect('serves' in fate ? fate.serves : fate.nothing).not.toBe('');
    },
  );

  it('has a row for every stanza that is handled', () => {
    const tags = Object.keys(STANZAS).map((kind) => kind.split('/')[0] ?? '');
    const handled = tags.filter((tag) => !isUnknownStanza(tag));
    const expected =
      'ack call chatstate failure ib iq message notification presence receipt stream:error success';
    expect([...new Set(handled)].sort().join(' ')).toBe(expected);
  });

  it('decides what is counted: all that becomes no event, unless the server needs it', () => {
    expect(['notification/psa', 'notification/some_day', 'appdata', 'some_day'].every(countsAsIgnored)).toBe(
      true,
    );
    expect(['notification/encrypt', 'receipt/retry'].some(countsAsIgnored)).toBe(false);
  });
});
