import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { type ErrorCode, ERROR_CODES, ERRORS } from '../http/error-catalogue.js';
import type { RequiredScope } from '../access/scopes.js';
import { KeyHeader, REPLAYED } from '../idempotency/keyed-request.js';

type Schema = Extract<Parameters<typeof ApiResponse>[0], { schema: unknown }>['schema'];

/** How the body of an operation with several files is documented. */
interface FileSet {
  /** The JSON body. */
  json: Type;
  /** The fields of a form, without the files. */
  form: Type;
  min: number;
  max: number;
}

interface OperationOptions {
  /** Stable name of the operation. Generated clients name their functions after it. */
  id: string;
  summary: string;
  description?: string;
  /** Success statuses and what each means. The first is the default of the handler. */
  answers: Readonly<Record<number, string>>;
  /** Type of `data`: a DTO, or a list of DTOs. */
  data?: Type | [Type];
  /** The answer is a file of any type, without an envelope. */
  file?: boolean;
  /** More media types of the answer, sent without an envelope. */
  raw?: readonly string[];
  /** The answer is a stream of server-sent events, whose data are of this type. */
  stream?: Type;
  /** Error codes besides those of every operation that needs the API key. */
  faults?: readonly ErrorCode[];
  /** What an API key must be allowed to do; undefined only if the operation is `open` or for `anyKey`. */
  scope?: RequiredScope;
  /** Instances that the key is not for are left out by the handler. */
  sorted?: boolean;
  /** A signed link may stand in for the key. */
  linked?: boolean;
  /** The answer depends on rows of the database alone: any server gives it, whichever has the instance. */
  anywhere?: boolean;
  /** The operation needs no API key. */
  open?: boolean;
  /** Every API key may do it. */
  anyKey?: boolean;
  /** Example of the JSON body, which is required. */
  body?: object;
  /** Example of a JSON body that may be omitted. */
  optionalBody?: object;
  /** The operation takes a file, as multipart or in JSON, with these other fields. */
  media?: Type;
  /** The operation takes several files, as multipart or in JSON, with these fields. */
  files?: FileSet;
  /** Example of a JSON body with a file, or with several. */
  mediaExample?: object;
  /** The operation does not read the body, and accepts any. */
  anyBody?: boolean;
  /** The operation takes an idempotency key. */
  keyed?: boolean;
  /** Message of INVALID_REQUEST, for a route that callers can reach by mistake. */
  invalid?: string;
}

const REPLAYED_HEADER = {
  description: 'This is the answer to an earlier request with the same key',
  schema: { type: 'string' as const, enum: ['true'] },
};

const RETRY_AFTER = {
  'Retry-After': {
    description: 'Seconds to wait before the next request',
    schema: { type: 'integer' as const, minimum: 0 },
  },
};

/** Extension that names the scope that an operation needs. */
export const SCOPE = 'x-required-scope';

/** Extension that holds the example of an operation until the document has its request body. */
export const EXAMPLE = 'x-example';

/** Errors about a body, which are possible even if the operation takes no body. */
export const BODY_FAULTS: readonly ErrorCode[] = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const MEDIA_FAULTS: readonly ErrorCode[] = [...BODY_FAULTS, 'MEDIA_FETCH_FAILED'];
const KEY_FAULTS: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_REUSED'];

/** Documents a handler with its envelopes and all its errors, and sets its status. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { id, summary, description, answers, data, open, media, files, mediaExample } = options;
  const { scope, sorted, linked, anywhere } = options;
  if (scope === undefined && !open && !options.anyKey) throw new Error(`${id} needs a scope`);
  const { optionalBody, body = optionalBody } = options;
  const takesBody = optionalBody || options.anyBody ? 'optional' : body !== undefined;
  const statuses = Object.keys(answers).map(Number);
  return applyDecorators(
    HttpCode(statuses[0] ?? 200),
    RouteConfig({
      takesBody,
      takesMedia: media !== undefined || files !== undefined,
      invalid: options.invalid,
      operation: id,
      ...(scope && { scope, sorted, linked, anywhere }),
    }),
    ApiExtraModels(
      ...[data ?? []].flat(),
      ...(media ? [media] : []),
      ...(files ? [files.json, files.form] : []),
    ),
    ApiOperation({
      operationId: id,
      summary,
      description,
      ...(open && { security: [] }),
      ...(media && { requestBody: mediaBody(media, mediaExample) }),
      ...(files && { requestBody: filesBody(files, mediaExample) }),
    }),
    ...(scope ? [ApiExtension(SCOPE, scope)] : []),
    ...(options.keyed ? [KeyHeader()] : []),
    ...(body ? [ApiExtension(EXAMPLE, { body, required: !optionalBody })] : []),
    ...statuses.map((status) => success(status, answers[status] ?? '', options)),
    ...refusals(codesOf(options)),
  );
}

function codesOf({
  open,
  anyKey,
  optionalBody,
  body = optionalBody,
  media,
  files,
  keyed,
  faults = [],
}: OperationOptions): ErrorCode[] {
  const always: ErrorCode[] = open
    ? ['INVALID_REQUEST', 'INTERNAL_ERROR', 'NOT_READY', 'INSUFFICIENT_STORAGE']
    : [
        'INVALID_REQUEST',
        'UNAUTHORIZED',
        ...(anyKey ? [] : (['FORBIDDEN'] as const)),
        'RATE_LIMITED',
        'INTERNAL_ERROR',
        'NOT_READY',
        'INSUFFICIENT_STORAGE',
      ];
  return [
    ...new Set([
      ...always,
      ...(body ? BODY_FAULTS : []),
      ...(media || files ? MEDIA_FAULTS : []),
      ...(keyed ? KEY_FAULTS : []),
      ...faults,
    ]),
  ];
}

function success(
  status: number,
  description: string,
  { data, file, raw = [], stream, keyed }: OperationOptions,
): MethodDecorator {
  const types = file ? ['*/*'] : raw;
  const content = {
    ...Object.fromEntries(types.map((type) => [type, { schema: rawSchema(type) }])),
    ...(stream && { 'text/event-stream': { schema: reference(stream) } }),
  };
  const json = data && { 'application/json': { schema: enveloped(data) } };
  const headers = keyed ? { headers: { [REPLAYED]: REPLAYED_HEADER } } : {};
  return ApiResponse({ status, description, content: { ...json, ...content }, ...headers });
}

/** The request body of an operation that takes a file: as a part of a form, or as text in JSON. */
function mediaBody(fields: Type, example?: object) {
  return {
    required: true,
    content: {
      'application/json': {
        schema: withMedia(fields, {
          type: 'string',
          description:
            'The file: an https URL (outside production also http), a `data:` URI in base64, or plain base64. In base64 it may have up to 16 MiB.',
        }),
        ...(example && { example }),
      },
      'multipart/form-data': {
        schema: withMedia(fields, { type: 'string', format: 'binary', description: 'The file' }),
      },
    },
  };
}

/** The request body of an operation that takes several files: as parts of a form, or as texts in JSON. */
function filesBody({ json, form, min, max }: FileSet, example?: object) {
  return {
    required: true,
    content: {
      'application/json': { schema: reference(json), ...(example && { example }) },
      'multipart/form-data': {
        schema: withMedia(form, {
          type: 'array',
          items: { type: 'string', format: 'binary' },
          minItems: min,
          maxItems: max,
          description: 'The files, each a part of its own, in the order of `items`',
        }),
        encoding: { items: { contentType: 'application/json' } },
      },
    },
  };
}

function withMedia(fields: Type, media: object) {
  return {
    allOf: [reference(fields), { type: 'object', required: ['media'], properties: { media } }],
  };
}

function rawSchema(type: string): Schema {
  return ['*/*', 'image/png'].includes(type) ? { type: 'string', format: 'binary' } : { type: 'string' };
}

function enveloped(data: Type | [Type]): Schema {
  return {
    type: 'object',
    required: ['success', 'data'],
    properties: {
      success: { type: 'boolean', description: 'Always true', enum: [true] },
      data: Array.isArray(data)
        ? { type: 'array', description: 'The result', items: reference(data[0]) }
        : { description: 'The result', allOf: [reference(data)] },
    },
  };
}

function reference(type: Type): { $ref: string } {
  return { $ref: getSchemaPath(type) };
}

function refusals(codes: readonly ErrorCode[]): MethodDecorator[] {
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))];
  return statuses.map((status) =>
    refusal(
      status,
      codes.filter((code) => ERRORS[code].status === status),
    ),
  );
}

function refusal(status: number, group: readonly ErrorCode[]): MethodDecorator {
  return ApiResponse({ status, ...refusalResponse(group) });
}

/** The response for a status that stands for these error codes. */
export function refusalResponse(codes: readonly ErrorCode[]) {
  const group = ERROR_CODES.filter((code) => codes.includes(code));
  return {
    ...(group.includes('RATE_LIMITED') && { headers: RETRY_AFTER }),
    description: group.map((code) => ERRORS[code].description).join('; '),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/ErrorEnvelope' },
        examples: Object.fromEntries(group.map((code) => [code, errorExample(code)])),
      },
    },
  };
}

function errorExample(code: ErrorCode): { summary: string; value: object } {
  const error = {
    code,
    message: ERRORS[code].description,
    correlationId: '7f9f0b1e-6a51-4d0e-9b1c-2f6f3c1f7d10',
  };
  return { summary: ERRORS[code].description, value: { success: false, error } };
}
