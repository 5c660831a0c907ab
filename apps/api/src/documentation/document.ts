import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { EVENTS } from '#libs/events';
import { ERRORS } from '../http/error-catalogue.js';
import { REQUEST_ID_HEADER } from '../http/request-id.js';
import { VERSION } from '../version.js';
import { BODY_FAULTS, EXAMPLE, refusalResponse } from './operation.decorator.js';
import { ERROR_ENVELOPE, REQUEST_ID } from './schemas.js';
import { webhookHeaders, webhookOperations } from './webhooks.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

const TAGS: Readonly<Record<string, string>> = {
  Instances: 'WhatsApp accounts: pairing, connection, state',
  Messages: 'Sending messages, and what is done with them',
  Chats: 'Conversations',
  Presence: 'Who is there, and what they are doing',
  Contacts: 'The people that an instance knows, or could',
  Groups: 'The groups that an account is in',
  Profile: 'What an account shows of itself',
  Webhooks: 'Where the events of an instance go',
  Health: 'Whether the server works',
  Events: 'What happened on an instance: to be read, followed, and posted to webhook receivers',
};

/** The OpenAPI 3.1 document of the application, from its controllers and the catalogues. */
export function describe(app: INestApplication): OpenAPIObject {
  const payloads = Object.values(EVENTS).map((event) => event.payload);
  const document = SwaggerModule.createDocument(app, outline(), {
    extraModels: payloads,
    autoTagControllers: false,
  });
  const { openapi, info, servers, tags, security, paths, components = {} } = document;
  return {
    openapi,
    info,
    servers,
    tags,
    security,
    paths: withRequestIds(paths),
    webhooks: webhookOperations(),
    components: {
      ...components,
      schemas: { ...components.schemas, ErrorEnvelope: ERROR_ENVELOPE },
      parameters: webhookHeaders(),
      headers: { [REQUEST_ID_HEADER]: REQUEST_ID },
    },
  };
}

function outline(): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('miaw-api')
    .setDescription('REST server for WhatsApp on miaw-core, with durable webhooks.')
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This server')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The API key' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The API key' }, 'apiKey')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('apiKey');
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  return builder.build();
}

/**
 * Every answer has the id's header; only handlers know their answers, so it is added here once. Answers without
 * a description are the compiler plugin's guesses at a status, and go.
 */
function withRequestIds(paths: OpenAPIObject['paths']): OpenAPIObject['paths'] {
  const header = { [REQUEST_ID_HEADER]: { $ref: `#/components/headers/${REQUEST_ID_HEADER}` } };
  for (const item of Object.values(paths)) {
    for (const operation of [item.get, item.post, item.put, item.patch, item.delete]) {
      if (!operation) continue;
      const responses = operation === item.get ? operation.responses : withBodyFaults(operation.responses);
      operation.responses = answersOf(responses, header);
      placeExample(operation);
    }
  }
  return paths;
}

/** A body can be refused by its size and type before anybody asks whether one is wanted. */
function withBodyFaults(responses: Responses): Responses {
  const faults = BODY_FAULTS.map((code) => [String(ERRORS[code].status), refusalResponse([code])] as const);
  return { ...Object.fromEntries(faults), ...responses };
}

/** An example of a body belongs to the body, which only the framework makes. */
function placeExample(operation: Operation): void {
  const { requestBody } = operation;
  const example: unknown = Reflect.get(operation, EXAMPLE);
  Reflect.deleteProperty(operation, EXAMPLE);
  if (!isBodyExample(example) || !requestBody || !('content' in requestBody)) return;
  requestBody.required = example.required;
  const json = requestBody.content['application/json'];
  if (json) json.example = example.body;
}

function isBodyExample(value: unknown): value is { body: object; required: boolean } {
  return typeof value === 'object' && value !== null && 'body' in value && 'required' in value;
}

function answersOf(responses: Responses, headers: object): Responses {
  const declared = Object.entries(responses).filter(
    ([, response]) => response && 'description' in response && response.description,
  );
  return Object.fromEntries(
    declared.map(([status, response]) => [
      status,
      Object.assign({}, response, { headers: { ...headers, ...headersOf(response) } }),
    ]),
  );
}

function headersOf(response: Responses[string]): object {
  return response && 'headers' in response ? (response.headers ?? {}) : {};
}
