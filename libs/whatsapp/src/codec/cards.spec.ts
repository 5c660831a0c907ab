import { readVcard } from './cards.js';

const lines = (...each: string[]) => each.join('\r\n');

describe('a contact card', () => {
  it('names its owner and the numbers, those with an account first', () => {
    const vcard = lines(
      'BEGIN:VCARD',
      'VERSION:3.0',
      'N:K.;Anna;;;',
      'FN:Anna K.\\, PhD',
      'TEL;type=HOME:+1 (555) 000-9999',
      'item1.TEL;type=CELL;waid=15550001111:+1 555 000 1111',
      'item1.X-ABLabel:Mobile',
      'TEL;waid=15550001111:15550001111',
      'END:VCARD',
    );
    expect(readVcard(vcard)).toEqual({ name: 'Anna K., PhD', phones: ['15550001111', '15550009999'] });
  });

  it('is put together where it was folded', () => {
    expect(readVcard(lines('FN:Anna', ' bella', 'TEL;waid=1555', '\t0001111:+1'))).toEqual({
      name: 'Annabella',
      phones: ['15550001111'],
    });
  });

  it('may have its numbers as addresses, or with an extension', () => {
    const vcard = lines('TEL;VALUE=uri:tel:+1-555-000-1111;ext=102', 'TEL:+1 555 000 2222 x7');
    expect(readVcard(vcard).phones).toEqual(['15550001111', '15550002222']);
  });

  it.each([
    '',
    'junk',
    ':::',
    'TEL',
    'TEL:',
    'TEL:none',
    'TEL;waid=abc:none',
    '\n\n ',
    `TEL:${'1'.repeat(10_000)}`,
  ])('that makes no sense names nobody: %j', (vcard) => {
    expect(readVcard(vcard)).toEqual({ name: '', phones: [] });
  });

  it('of any size is read in time that grows with its size alone', () => {
    // Anything worse than linear would not end within the time of a test.
    const vcard = `FN:Anna\nPHOTO:${'A'.repeat(2_000_000)}\n${'TEL:+1555000'.repeat(10)}\n${Array.from(
      { length: 50_000 },
      (_each, index) => `TEL:+1555${index + 100_000}`,
    ).join('\n')}`;
    expect(readVcard(vcard).phones).toHaveLength(50);
  });
});
