import { Decimal, Flag, Identifiers, Text } from '../http/fields.js';
import { FormFields } from './form-fields.js';

class NoteDto {
  @Text({ max: 100 })
  title: string;

  @Flag({ optional: true })
  pinned?: boolean;

  @Decimal({ min: -10, max: 10, optional: true })
  weight?: number;

  @Identifiers({ max: 10, optional: true })
  readers?: string[];
}

function bodyOf(...parts: [name: string, value: unknown][]): Record<string, unknown> {
  const fields = new FormFields();
  for (const [name, value] of parts) fields.add(name, value);
  return fields.asBodyOf(NoteDto);
}

describe('the text parts of a form', () => {
  it('become what the DTO wants', () => {
    const body = bodyOf(['title', 'true'], ['pinned', 'false'], ['weight', '-1.5']);
    expect(body).toEqual({ title: 'true', pinned: false, weight: -1.5 });
  });

  it.each<[unknown[], unknown]>([
    [
      ['1', '2'],
      ['1', '2'],
    ],
    [['1, 2,'], ['1', '2']],
    [['["1","2"]'], ['1', '2']],
    [[['1', '2']], ['1', '2']],
    [['[1'], ['[1']],
    [
      ['1,2', '3'],
      ['1', '2', '3'],
    ],
    [[''], []],
  ])('make a list of %j', (parts, list) =>
    expect(bodyOf(...parts.map((part): [string, unknown] => ['readers', part])).readers).toEqual(list),
  );

  it('stay as they are where they do not convert, for the DTO to refuse', () => {
    const body = bodyOf(['pinned', 'yes'], ['weight', '1e3'], ['other', 'x'], ['title', 'a'], ['title', 'b']);
    expect(body).toEqual({ pinned: 'yes', weight: '1e3', other: 'x', title: ['a', 'b'] });
  });
});
