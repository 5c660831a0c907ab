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

  it('of an old phone is quoted-printable, in any charset and on several lines', () => {
    const quoted = 'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Jo=C3=A3o=\r\n=20da Silva';
    expect(readVcard(quoted).name).toBe('João da Silva');
    expect(readVcard('FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Jo=E3o').name).toBe('João');
    expect(readVcard('FN;CHARSET=none;ENCODING=QUOTED-PRINTABLE:Jo=C3=A3o').name).toBe('João');
  });

  it('has no property within another', () => {
    const vcard = 'FN:Anna\u2028TEL:+15550001111\u2028TEL:+15550001112\nTEL:+15550001113';
    expect(readVcard(vcard)).toMatchObject({ phones: ['15550001113'] });
  });

  it('without a formatted name is named by its parts, or by its company', () => {
    expect(readVcard('N:Silva;João;;Dr.;').name).toBe('Dr. João Silva');
    expect(readVcard(lines('N:;;;;', 'ORG:Acme\\; Sons;Sales'))).toMatchObject({
      name: '',
      organization: 'Acme; Sons, Sales',
    });
  });

  it('may name somebody without a known number', () => {
    expect(readVcard('X-WA-LID:123456789012345@lid').lid).toBe('123456789012345@lid');
    expect(readVcard('X-WA-LID:nobody').lid).toBeUndefined();
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

  it.each([
    ['has a property that goes on for long', `FN:${'x'.repeat(100_000)}\nTEL:15550001111`],
    ['has soft line breaks only', `N;QUOTED-PRINTABLE:x=\n${'=\n'.repeat(100_000)}\nTEL:15550001111`],
    ['is folded for long', `FN:x\n${' x\n'.repeat(100_000)}TEL:15550001111`],
  ])('is read whole if it %s', (_what, vcard) => {
    const { name, phones } = readVcard(vcard);
    expect(name).toMatch(/^x/);
    expect(name.length).toBeLessThanOrEqual(16_384);
    expect(phones).toEqual(['15550001111']);
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
