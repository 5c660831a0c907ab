import { Fields, InvalidInput } from '../state/fields.js';
import { readFault } from './fault.js';
import { Faults } from './faults.js';

const PHONE = '15550001111';

describe('faults', () => {
  it('happen to whom they name, as often as asked', () => {
    const faults = new Faults();
    faults.add({ kind: 'ack-error', phone: PHONE, code: 463, times: 2 });
    expect(faults.take('ack-error', { phone: '15550002222' })).toBeUndefined();
    expect(faults.take('ack-delay', { phone: PHONE })).toBeUndefined();
    expect(faults.take('ack-error', { phone: PHONE })?.code).toBe(463);
    expect(faults.take('ack-error', { phone: PHONE })?.code).toBe(463);
    expect(faults.take('ack-error', { phone: PHONE })).toBeUndefined();
    expect(faults.list).toEqual([]);
  });

  it('stay until they are removed when no number is given', () => {
    const faults = new Faults();
    const { id } = faults.add({ kind: 'silence', xmlns: 'usync', about: PHONE });
    const about = () => new Set([PHONE]);
    for (let round = 0; round < 3; round++)
      expect(faults.take('silence', { xmlns: 'usync', about })?.id).toBe(id);
    expect(faults.take('silence', { xmlns: 'usync', about: () => new Set() })).toBeUndefined();
    expect(faults.remove(id, false)).toBe(true);
    expect(faults.take('silence', { xmlns: 'usync', about })).toBeUndefined();
  });

  it('of one direction leave the other alone', () => {
    const faults = new Faults();
    faults.add({ kind: 'media-slow', ms: 5, direction: 'upload' });
    faults.add({ kind: 'media-slow', ms: 7 });
    expect(faults.take('media-slow', { direction: 'upload' })?.ms).toBe(5);
    expect(faults.take('media-slow', { direction: 'download' })?.ms).toBe(7);
  });

  it('give back what they held, or lose it', () => {
    const faults = new Faults();
    const released: string[] = [];
    for (const name of ['lost', 'kept']) {
      faults.add({ kind: 'ack-missing', times: 1 });
      const taken = faults.take('ack-missing');
      if (taken) faults.hold(taken, () => released.push(name));
    }
    const [lost, kept] = faults.list;
    expect(faults.holding(kept?.id ?? '')).toBe(1);
    faults.remove(lost?.id ?? '', false);
    faults.clear(true);
    expect(released).toEqual(['kept']);
  });
});

describe('a request for a fault', () => {
  it.each([
    [{}, 'kind'],
    [{ kind: 'flood' }, 'kind'],
    [{ kind: 'drop' }, 'phone'],
    [{ kind: 'drop', phone: 'x' }, 'phone'],
    [{ kind: 'login-failure', phone: PHONE, code: 'often' }, 'code'],
    [{ kind: 'iq-delay', ms: -1 }, 'ms'],
    [{ kind: 'drop-stanza', phone: PHONE, tag: 'iq' }, 'tag'],
    [{ kind: 'undecryptable', phone: PHONE, times: 0 }, 'times'],
    [{ kind: 'undecryptable', phone: PHONE, code: 1 }, 'code'],
    [{ kind: 'media-slow' }, 'ms'],
    [{ kind: 'media-slow', ms: 5, direction: 'sideways' }, 'direction'],
    [{ kind: 'media-corrupt', direction: 'upload' }, 'direction'],
    [{ kind: 'media-retry' }, 'answer'],
    [{ kind: 'media-retry', answer: 'perhaps' }, 'answer'],
  ])('%j is refused, naming %s', (body, field) => {
    const attempt = () => readFault(Fields.of(body));
    expect(attempt).toThrow(InvalidInput);
    expect(attempt).toThrow(`${field}:`);
  });

  it('takes codes as numbers and as text', () => {
    expect(readFault(Fields.of({ kind: 'ack-error', code: '463' })).code).toBe(463);
    expect(readFault(Fields.of({ kind: 'ack-error', code: 479 })).code).toBe(479);
  });
});
