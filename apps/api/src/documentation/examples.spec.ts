import { Examples } from './examples.js';

const TEXT = { type: 'string' };

describe('an example of an answer', () => {
  const examples = new Examples({
    PetDto: {
      type: 'object',
      required: ['name', 'kind', 'isTame', 'bornAt', 'owners'],
      properties: {
        name: { ...TEXT, example: 'Rex' },
        kind: { ...TEXT, enum: ['dog', 'cat'] },
        isTame: { type: 'boolean' },
        bornAt: { ...TEXT, format: 'date-time' },
        owners: { type: 'array', items: { $ref: '#/components/schemas/OwnerDto' } },
        nickname: { ...TEXT, example: 'R' },
        chip: TEXT,
        vet: { description: 'Who', anyOf: [{ $ref: '#/components/schemas/OwnerDto' }, { type: 'null' }] },
      },
    },
    OwnerDto: { type: 'object', required: ['id'], properties: { id: { type: 'integer', example: 7 } } },
    LabelDto: { type: 'object', required: ['name'], properties: { name: TEXT } },
    StrangeDto: { type: 'object', required: ['secretWord'], properties: { secretWord: TEXT } },
  });
  const of = (name: string) => examples.of({ $ref: `#/components/schemas/${name}` });

  it('has what is required, and what may be absent if that has an example', () => {
    expect(of('PetDto')).toEqual({
      name: 'Rex',
      kind: 'dog',
      isTame: true,
      bornAt: '2026-01-31T09:00:00.000Z',
      owners: [{ id: 7 }],
      nickname: 'R',
    });
  });

  it('is merged from several schemas', () => {
    const both = [{ $ref: '#/components/schemas/OwnerDto' }, { properties: { a: { example: 1 } } }];
    expect(examples.of({ description: 'x', allOf: both })).toEqual({ id: 7, a: 1 });
  });

  it('has what is known by name', () => {
    expect(of('LabelDto')).toEqual({ name: 'New customer' });
  });

  it('is missing if nobody knows what it is', () => {
    expect(() => of('StrangeDto')).toThrow('Strange.secretWord needs an example');
    expect(() => of('Nothing')).toThrow('there is no schema Nothing');
  });
});
