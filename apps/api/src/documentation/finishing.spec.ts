import { withNamedEnums } from './named-enums.js';
import { withPublicNames } from './public-names.js';
import { withSharedResponses } from './shared-responses.js';
import { withUploads } from './uploads.js';

describe('the names of schemas', () => {
  it('are those of the classes without `Dto`, wherever they are referred to', () => {
    const document = {
      paths: { '/': { get: { schema: { $ref: '#/components/schemas/CatDto' } } } },
      components: {
        schemas: {
          CatDto: { type: 'object', properties: { kind: { $ref: '#/components/schemas/Kind' } } },
          Kind: { type: 'string', description: 'As CatDto' },
          PetDto: { discriminator: { mapping: { cat: '#/components/schemas/CatDto' } } },
        },
        headers: {},
      },
    };
    expect(withPublicNames(document)).toEqual({
      paths: { '/': { get: { schema: { $ref: '#/components/schemas/Cat' } } } },
      components: {
        schemas: {
          Cat: { type: 'object', properties: { kind: { $ref: '#/components/schemas/Kind' } } },
          Kind: { type: 'string', description: 'As CatDto' },
          Pet: { discriminator: { mapping: { cat: '#/components/schemas/Cat' } } },
        },
        headers: {},
      },
    });
  });

  it('stand for one schema each', () => {
    const document = { components: { schemas: { Cat: {}, CatDto: {} } } };
    expect(() => withPublicNames(document)).toThrow('two schemas would be called Cat');
  });
});

describe('enums in several schemas', () => {
  const color = { type: 'string', enum: ['red', 'blue'] };
  const names = { Color: ['Cat', 'color'] } as const;

  const documentWith = (properties: object) => ({
    components: { schemas: { Cat: { properties: { color } }, Dog: { properties } } },
  });

  it('are components, in lists, with descriptions, and in another order', () => {
    const document = documentWith({
      eyes: { type: 'array', items: color },
      coat: { type: 'string', description: 'The fur', enum: ['blue', 'red'] },
      collar: { type: 'string', enum: ['leather', 'none'] },
      legs: { type: 'integer', enum: [4] },
    });
    const $ref = '#/components/schemas/Color';
    expect(withNamedEnums(document, names)).toEqual({
      components: {
        schemas: {
          Color: color,
          Cat: { properties: { color: { $ref } } },
          Dog: {
            properties: {
              eyes: { type: 'array', items: { $ref } },
              coat: { description: 'The fur', allOf: [{ $ref }] },
              collar: { type: 'string', enum: ['leather', 'none'] },
              legs: { type: 'integer', enum: [4] },
            },
          },
        },
      },
    });
  });

  it('need a name, and a name needs an enum', () => {
    const twice = { type: 'string', enum: ['none', 'some'] };
    const document = documentWith({ tail: twice, ears: twice });
    expect(() => withNamedEnums(document, names)).toThrow('stands in several schemas and needs a name');
    expect(() => withNamedEnums(document, { Fur: ['Cat', 'fur'] })).toThrow('Cat.fur cannot be the enum Fur');
  });
});

describe('operations that take files', () => {
  const content = {
    'application/json': { schema: {} },
    'multipart/form-data': { schema: { type: 'object' } },
  };
  const post = {
    operationId: 'setPicture',
    summary: 'Set the picture',
    requestBody: { required: true, content },
  };

  it('take JSON at their path, and forms at the path of uploads', () => {
    const { paths } = withUploads({
      paths: { '/picture': { post: { ...post, description: 'JPEG.' } }, '/picture/upload': { post } },
    });
    expect(paths).toMatchObject({
      '/picture': {
        post: {
          operationId: 'setPicture',
          summary: 'Set the picture',
          description: 'JPEG. To upload the file itself, use `setPictureUpload`.',
          requestBody: { required: true, content: { 'application/json': { schema: {} } } },
        },
      },
      '/picture/upload': {
        post: {
          operationId: 'setPictureUpload',
          summary: 'Set the picture (file upload)',
          requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object' } } } },
        },
      },
    });
  });

  it('need both paths', () => {
    expect(() => withUploads({ paths: { '/picture': { post } } })).toThrow(
      'setPicture needs the path /picture/upload',
    );
  });
});

describe('answers that are errors', () => {
  const errors = (description: string, ...codes: string[]) => ({
    description,
    content: { 'application/json': { examples: Object.fromEntries(codes.map((code) => [code, {}])) } },
  });

  it('are components, named after their codes', () => {
    const missing = errors('Gone', 'GROUP_NOT_FOUND', 'INSTANCE_NOT_FOUND');
    const failed = errors('Failed', 'INTERNAL_ERROR', 'WHATSAPP_ERROR');
    const ok = { description: 'Done' };
    const document = { paths: { '/a': { get: { responses: { 200: ok, 404: missing, 500: failed } } } } };
    expect(withSharedResponses(document)).toEqual({
      paths: {
        '/a': {
          get: {
            responses: {
              200: ok,
              404: { $ref: '#/components/responses/InstanceOrGroupNotFound' },
              500: { $ref: '#/components/responses/InternalErrorOrWhatsappError' },
            },
          },
        },
      },
      components: {
        responses: { InstanceOrGroupNotFound: missing, InternalErrorOrWhatsappError: failed },
      },
    });
  });

  it('are the same where they have the same codes', () => {
    const responses = { 409: errors('One', 'CONFLICT'), 410: errors('Two', 'CONFLICT') };
    expect(() => withSharedResponses({ paths: { '/a': { get: { responses } } } })).toThrow(
      'there are two answers Conflict',
    );
  });
});
