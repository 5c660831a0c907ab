import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { record } from './envelope.js';
import type { Answer } from './http.js';
import { ROOT } from './process.js';
import type { Arrival } from './receiver.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How an operation is called, by the document's own examples. */
export interface Example {
  id: string;
  method: string;
  path: string;
  /** Of path and query, by name. */
  parameters: Record<string, string>;
  takesBody: boolean;
  body: unknown;
  /** The body is a form with files. */
  uploads: boolean;
}

/** The committed OpenAPI document, held against what the server really answers and sends. */
export class Document {
  /** `operation status` of every answer that was held against it. */
  readonly seen = new Set<string>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();

  private readonly operations: ReturnType<Document['readOperations']>;

  private constructor(readonly content: Record<string, unknown>) {
    this.operations = this.readOperations();
    this.ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    this.ajv.addFormat('uri', { validate: (text: string) => URL.canParse(text) && !/\s/.test(text) });
    this.ajv.addFormat('uuid', UUID);
    for (const name of ['int64', 'double', 'binary']) this.ajv.addFormat(name, true);
    this.ajv.addSchema(closed(content), 'document');
  }

  static read(): Document {
    return new Document(record(JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8'))));
  }

  /** `operation status` of every answer that is documented. */
  get documented(): string[] {
    return this.operations.flatMap(({ id, responses }) =>
      Object.keys(responses).map((status) => `${id} ${status}`),
    );
  }

  /** Whether an answer, as `operation status`, says that the database is away, and nothing else. */
  isOutage(answer: string): boolean {
    const [id, status = ''] = answer.split(' ');
    const operation = this.operations.find((each) => each.id === id);
    const { content } = objectIn(this.resolved(operation?.responses[status]));
    const { examples } = objectIn(objectIn(content)['application/json']);
    return Object.keys(objectIn(examples)).join() === 'NOT_READY';
  }

  /** Every code that an error may have. */
  get errorCodes(): string[] {
    const { ErrorCode } = objectIn(objectIn(this.content['components'])['schemas']);
    const { enum: codes } = objectIn(ErrorCode);
    if (!Array.isArray(codes)) throw new Error('the document lists no error codes');
    return codes.map(String);
  }

  /** What of an answer is not as documented: status, media type, headers, body. */
  faults(operationId: string, answer: Answer): string[] {
    const operation = this.operations.find(({ id }) => id === operationId);
    if (!operation) return [`there is no operation ${operationId}`];
    const response = this.resolved(operation.responses[answer.status]);
    if (response === undefined) return [`${operationId} does not document ${answer.status}: ${answer.text}`];
    this.seen.add(`${operationId} ${answer.status}`);
    const { content } = record(response);
    const type = String(answer.headers['content-type']).split(';', 1)[0] ?? '';
    if ('*/*' in record(content)) return faultyId(operationId, answer);
    if (!(type in record(content))) return [`${operationId} does not document the type ${type}`];
    const found = faultyId(operationId, answer);
    if (type !== 'application/json') return found;
    const path = [
      'paths',
      operation.path,
      operation.method,
      'responses',
      String(answer.status),
      'content',
      type,
    ];
    return [...found, ...this.judge([...path, 'schema'], JSON.parse(answer.text))];
  }

  /** The scope that each operation needs, by its id; those that need no key are missing. */
  get scopes(): ReadonlyMap<string, string> {
    return new Map(
      this.operations.flatMap(({ id, scope }) => (scope === undefined ? [] : [[id, scope] as const])),
    );
  }

  /** The operations that take a header. */
  taking(header: string): string[] {
    return this.operations.flatMap(({ id, parameters }) =>
      parameters.some((parameter) => parameter['in'] === 'header' && parameter['name'] === header) ? id : [],
    );
  }

  /** Every operation with the examples of its request. */
  examples(): Example[] {
    return this.operations.map(({ id, path, method, parameters, requestBody }) => {
      const content = objectIn(objectIn(requestBody)['content']);
      const values = parameters.flatMap(({ name, schema }) => {
        const { example } = objectIn(schema);
        return typeof name === 'string' && typeof example === 'string' ? [[name, example] as const] : [];
      });
      return {
        id,
        path,
        method: method.toUpperCase(),
        parameters: Object.fromEntries(values),
        takesBody: 'application/json' in content,
        body: objectIn(content['application/json'])['example'],
        uploads: 'multipart/form-data' in content,
      };
    });
  }

  /** What of the examples of properties and answers is not as their schemas say. */
  exampleFaults(): string[] {
    const schemas = Object.entries(objectIn(objectIn(this.content['components'])['schemas']));
    const ofProperties = schemas.flatMap(([name, schema]) =>
      Object.entries(objectIn(objectIn(schema)['properties']))
        .filter(([, property]) => 'example' in objectIn(property))
        .flatMap(([property, definition]) =>
          this.judge(
            ['components', 'schemas', name, 'properties', property],
            objectIn(definition)['example'],
          ),
        ),
    );
    const ofAnswers = this.operations.flatMap(({ path, method, responses }) =>
      Object.entries(responses).flatMap(([status, response]) => {
        const json = objectIn(objectIn(objectIn(this.resolved(response))['content'])['application/json']);
        const pointer = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema'];
        const several = Object.values(objectIn(json['examples'])).map((each) => objectIn(each)['value']);
        const all = 'example' in json ? [json['example'], ...several] : several;
        return json['schema'] ? all.flatMap((example) => this.judge(pointer, example)) : [];
      }),
    );
    const ofWebhooks = Object.entries(record(this.content['webhooks'])).flatMap(([event, webhook]) => {
      const path = ['webhooks', event, 'post', 'requestBody', 'content', 'application/json'];
      const { content } = objectIn(objectIn(objectIn(webhook)['post'])['requestBody']);
      const { example } = objectIn(objectIn(content)['application/json']);
      return this.judge([...path, 'schema'], example);
    });
    return [...ofProperties, ...ofAnswers, ...ofWebhooks];
  }

  /** The successes in JSON that have no example, as `operation status`. */
  withoutExample(): string[] {
    return this.operations.flatMap(({ id, responses }) =>
      Object.entries(responses)
        .filter(([status]) => status.startsWith('2'))
        .filter(([, response]) => {
          const json = objectIn(objectIn(this.resolved(response))['content'])['application/json'];
          return json !== undefined && !('example' in objectIn(json));
        })
        .map(([status]) => `${id} ${status}`),
    );
  }

  /** The properties of all schemas that have no description, by their paths. */
  withoutDescription(): string[] {
    const found: string[] = [];
    const look = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { properties, example: _, examples: __, ...rest } = objectIn(value);
      for (const [name, property] of Object.entries(objectIn(properties))) {
        if (typeof objectIn(property)['description'] !== 'string') found.push(`${path} ${name}`);
        look(property, `${path} ${name}`);
      }
      for (const [name, part] of Object.entries(rest))
        look(part, name === 'schemas' ? '' : `${path} ${name}`);
    };
    look(objectIn(this.content['components'])['schemas'], '');
    look(this.content['paths'], '');
    return [...new Set(found)];
  }

  /** What of a webhook is not as documented. */
  webhookFaults(arrival: Pick<Arrival, 'event' | 'raw' | 'headers'>): string[] {
    const webhooks = record(this.content['webhooks']);
    if (!(arrival.event in webhooks)) return [`there is no webhook ${arrival.event}`];
    const path = ['webhooks', arrival.event, 'post', 'requestBody', 'content', 'application/json', 'schema'];
    const headers = Object.entries(record(record(this.content['components'])['parameters']));
    const missing = headers.flatMap(([name, parameter]) =>
      record(parameter)['required'] === true && !arrival.headers[name.toLowerCase()] ? [name] : [],
    );
    return [
      ...this.judge(path, JSON.parse(arrival.raw)),
      ...missing.map((name) => `${arrival.event} has no ${name}`),
    ];
  }

  private judge(path: readonly string[], value: unknown): string[] {
    const $ref = `document#/${this.pointerTo(path)}`;
    const validate = this.validators.get($ref) ?? this.ajv.compile({ $ref });
    this.validators.set($ref, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${path.slice(1, 5).join(' ')}: ${instancePath} ${message} ${JSON.stringify(params)} in ${JSON.stringify(value)}`,
    );
  }

  /**
   * A pointer to a part of the document, or to the component that stands there: a thousand answers share the schema of errors,
   * and each schema is compiled once.
   */
  private pointerTo(path: readonly string[]): string {
    let place: readonly string[] = [];
    for (const name of path) {
      place = [...place, name];
      place = componentAt(this.at(place)) ?? place;
    }
    return place
      .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
  }

  /** A part of the document, or the component that it refers to. */
  private resolved(part: unknown): unknown {
    const component = componentAt(part);
    return component ? this.at(component) : part;
  }

  private at(path: readonly string[]): unknown {
    return path.reduce<unknown>((part, name) => objectIn(part)[name], this.content);
  }

  private readOperations() {
    return Object.entries(record(this.content['paths'])).flatMap(([path, item]) =>
      Object.entries(record(item)).map(([method, operation]) => {
        const {
          operationId,
          responses,
          requestBody,
          parameters,
          'x-required-scope': scope,
        } = record(operation);
        return {
          id: String(operationId),
          method,
          path,
          scope: typeof scope === 'string' ? scope : undefined,
          responses: record(responses),
          requestBody,
          parameters: Array.isArray(parameters) ? parameters.map(record) : [],
        };
      }),
    );
  }
}

/** Where the component is that a part of the document only refers to. */
function componentAt(part: unknown): string[] | undefined {
  const { $ref, ...rest } = objectIn(part);
  return typeof $ref === 'string' && Object.keys(rest).length === 0 ? $ref.split('/').slice(1) : undefined;
}

/** An object, empty where there is none. */
function objectIn(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? record(value) : {};
}

function faultyId(operationId: string, answer: Answer): string[] {
  const id = String(answer.headers['x-request-id']);
  return UUID.test(id) ? [] : [`${operationId} has no request id: ${id}`];
}

/** The same schemas, where an object has the documented properties and no others. */
function closed(schema: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(schema)) copy[name] = closedValue(value);
  const open = 'additionalProperties' in schema || schema['type'] !== 'object' || !('properties' in schema);
  return open ? copy : { ...copy, additionalProperties: false };
}

function closedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closedValue);
  return typeof value === 'object' && value !== null ? closed(record(value)) : value;
}
