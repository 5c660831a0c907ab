import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { type ErrorCode, ERRORS } from '../http/error-catalogue.js';
import { KeyHeader, REPLAYED } from '../idempotency/keyed-request.js';

type Schema = Extract<Parameters<typeof ApiResponse>[0], { schema: unknown }>['schema'];

interface OperationOptions {
  /** Stable name of the operation: generated clients call their functions by it. */
  id: string;
  summary: string;
  description?: string;
  /** Success statuses and what each means. The first is what the handler answers by itself. */
  answers: Readonly<Record<number, string>>;
  /** What `data` is: a DTO, or a list of one. */
  data?: Type | [Type];
  /** The answer is a file of any type, without an envelope. */
  file?: boolean;
  /** Further media types of the answer, which come without an envelope. */
  raw?: readonly string[];
  /** Codes beyond those that every operation with a key has. */
  faults?: readonly ErrorCode[];
  /** No key is needed. */
  open?: boolean;
  /** The operation takes a JSON body such as this one. */
  body?: object;
  /** As `body`, and it may be left away. */
  optionalBody?: object;
  /** The operation takes a medium, as multipart or within JSON, with these fields besides it. */
  media?: Type;
  /** A JSON body with a medium. */
  mediaExample?: object;
  /** It takes an idempotency key. */
  keyed?: boolean;
  /** The message of INVALID_REQUEST, where the route may not be the one that the caller meant. */
  invalid?: string;
}

const REPLAYED_HEADER = {
  description: 'The answer is that of an earlier request with the same key',
  schema: { type: 'string' as const, enum: ['true'] },
};

const RETRY_AFTER = {
  'Retry-After': { description: 'Seconds', schema: { type: 'integer' as const, minimum: 0 } },
};

/** Where an operation's example waits until the document has its request body. */
export const EXAMPLE = 'x-example';

/** What a request with a body may be answered, whether or not the operation takes one. */
export const BODY_FAULTS: readonly ErrorCode[] = ['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const MEDIA_FAULTS: readonly ErrorCode[] = [...BODY_FAULTS, 'MEDIA_FETCH_FAILED'];
const KEY_FAULTS: readonly ErrorCode[] = ['IDEMPOTENCY_KEY_REUSED'];

/** Documents a handler, its envelopes and every error it can answer, and sets its status. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { id, summary, description, answers, data, open, media, mediaExample } = options;
  const { optionalBody, body = optionalBody } = options;
  const takesBody = optionalBody ? 'optional' : body !== undefined;
  const statuses = Object.keys(answers).map(Number);
  return applyDecorators(
    HttpCode(statuses[0] ?? 200),
    RouteConfig({ takesBody, takesMedia: media !== undefined, invalid: options.invalid }),
    ApiExtraModels(...[data ?? []].flat(), ...(media ? [media] : [])),
    ApiOperation({
      operationId: id,
      summary,
      description,
      ...(open && { security: [] }),
      ...(media && { requestBody: mediaBody(media, mediaExample) }),
    }),
    ...(options.keyed ? [KeyHeader()] : []),
    ...(body ? [ApiExtension(EXAMPLE, { body, required: !optionalBody })] : []),
    ...statuses.map((status) => success(status, answers[status] ?? '', options)),
    ...refusals(codesOf(options)),
  );
}

function codesOf({
  open,
  optionalBody,
  body = optionalBody,
  media,
  keyed,
  faults = [],
}: OperationOptions): ErrorCode[] {
  const always: ErrorCode[] = open
    ? ['INVALID_REQUEST', 'INTERNAL_ERROR']
    : ['INVALID_REQUEST', 'UNAUTHORIZED', 'RATE_LIMITED', 'INTERNAL_ERROR'];
  return [
    ...new Set([
      ...always,
      ...(body ? BODY_FAULTS : []),
      ...(media ? MEDIA_FAULTS : []),
      ...(keyed ? KEY_FAULTS : []),
      ...faults,
    ]),
  ];
}

function success(
  status: number,
  description: string,
  { data, file, raw = [], keyed }: OperationOptions,
): MethodDecorator {
  const types = file ? ['*/*'] : raw;
  const content = Object.fromEntries(types.map((type) => [type, { schema: rawSchema(type) }]));
  const json = data && { 'application/json': { schema: enveloped(data) } };
  const headers = keyed ? { headers: { [REPLAYED]: REPLAYED_HEADER } } : {};
  return ApiResponse({ status, description, content: { ...json, ...content }, ...headers });
}

/** The bytes as a part of their own, or as text in JSON; the other fields are the same. */
function mediaBody(fields: Type, example?: object) {
  const withMedia = (media: object) => ({
    schema: {
      allOf: [
        { $ref: getSchemaPath(fields) },
        { type: 'object', required: ['media'], properties: { media } },
      ],
    },
  });
  return {
    required: true,
    content: {
      'application/json': {
        ...withMedia({
          type: 'string',
          description: 'An https URL, a data: URI in base64, or base64 (up to 16 MiB)',
        }),
        ...(example && { example }),
      },
      'multipart/form-data': withMedia({
        type: 'string',
        format: 'binary',
        description: 'The file',
      }),
    },
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
      success: { type: 'boolean', enum: [true] },
      data: Array.isArray(data) ? { type: 'array', items: reference(data[0]) } : reference(data),
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

/** The response of a status that means one of these codes. */
export function refusalResponse(group: readonly ErrorCode[]) {
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
