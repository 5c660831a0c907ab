import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { EVENTS } from '#libs/events';
import { ERRORS } from '../http/error-catalogue.js';
import { REQUEST_ID_HEADER } from '../http/request-id.js';
import { VERSION } from '#libs/config';
import { eventSchemas } from './event-schemas.js';
import { Examples } from './examples.js';
import { BODY_FAULTS, EXAMPLE, refusalResponse } from './operation.decorator.js';
import { ERROR_ENVELOPE, REQUEST_ID } from './schemas.js';
import { type Json, isJson } from './json.js';
import { withNamedEnums } from './named-enums.js';
import { withPublicNames } from './public-names.js';
import { withSharedResponses } from './shared-responses.js';
import { withUploads } from './uploads.js';
import { webhookHeaders, webhookOperations } from './webhooks.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

const TAGS: Readonly<Record<string, string>> = {
  Instances: 'Create instances, link them to WhatsApp accounts, connect them',
  Messages: 'Send, schedule, edit, delete, forward and read messages',
  Chats: 'Chats and their messages',
  Labels: 'Labels of business accounts, and the chats and messages that have them',
  Presence: 'Online status and typing, of the account and of others',
  Contacts: "People on WhatsApp, and the account's address book",
  Groups: 'Groups, their members and their invite links',
  Status: 'Status posts of the account and of its contacts, which disappear after 24 hours',
  Communities: 'Communities, which hold groups together, with their groups and members',
  Channels: 'Channels, their posts, followers and admins',
  Calls: 'Calls that come in, and links to calls',
  Profile: "The account's own profile",
  Privacy: 'Privacy settings of the account, and the contacts that it blocks',
  Catalog: 'Products, collections and orders of businesses',
  Business: "The account's business profile and quick replies",
  Webhooks: 'Webhook endpoints and their deliveries',
  Keys: 'API keys, what they may do, and what was done with them',
  Backups: 'Backups of everything that the server keeps',
  Health: 'Health of the server',
  Events: 'The event log of an instance, and what is posted to webhook receivers',
};

const DESCRIPTION = [
  'A self-hosted REST server for WhatsApp, built on miaw-core, with durable webhooks.',
  '**Key.** Every operation but the health checks needs an API key, as `Authorization: Bearer …` or as `X-API-Key`. Without `API_KEY`, the server writes a key to the file `.api-key` in `SESSION_PATH` on its first start. A key may do what its scopes say; `x-required-scope` names the one that an operation needs.',
  '**Answers.** A success is `{"success": true, "data": …}`. An error is `{"success": false, "error": {"code", "message", "details", "correlationId"}}`: programs rely on `code`, and `details` names the fields that are invalid.',
  '**Trying again.** Operations that send or create accept `Idempotency-Key`: a request that is repeated with the same key has its effect once.',
  '**Addresses.** An instance is one WhatsApp account, to which the server is linked as a device. People and groups are addressed by JID: `6281234567890@s.whatsapp.net` is a phone JID, `913103037140909@lid` is a LID (an address without a phone number), and `120363043211234567@g.us` is a group JID.',
].join('\n\n');

/** What makes the document fit for those who generate clients from it, in this order. */
const FINISH = [withPublicNames, withNamedEnums, withUploads, withSharedResponses] as const;

/** The OpenAPI 3.1 document of the application, made from its controllers and the catalogues. */
export function describe(app: INestApplication): Json {
  return FINISH.reduce((document, finish) => finish(document), asJson(rawDocument(app)));
}

/** The document without values that JSON does not have, and without parts that stand in several places. */
function asJson(document: OpenAPIObject): Json {
  const copy: unknown = JSON.parse(JSON.stringify(document));
  return isJson(copy) ? copy : {};
}

function rawDocument(app: INestApplication): OpenAPIObject {
  const payloads = Object.values(EVENTS).map((event) => event.payload);
  const document = SwaggerModule.createDocument(app, outline(), {
    extraModels: payloads,
    autoTagControllers: false,
  });
  const { openapi, info, servers, tags, security, paths, components = {} } = document;
  // The framework adds an empty one.
  const { contact: _nobody, ...about } = info;
  checkTags(paths);
  const schemas = { ...components.schemas, ...eventSchemas(), ErrorEnvelope: ERROR_ENVELOPE };
  const examples = new Examples(schemas);
  return {
    openapi,
    info: about,
    servers,
    tags,
    security,
    paths: completed(paths, examples),
    webhooks: webhookOperations(),
    components: {
      ...components,
      schemas,
      parameters: webhookHeaders(),
      headers: { [REQUEST_ID_HEADER]: REQUEST_ID },
    },
  };
}

/** @throws if an operation has no tag, or one without a description: it would be missing in the guides */
function checkTags(paths: OpenAPIObject['paths']): void {
  const operations = Object.values(paths).flatMap((item) => [
    item.get,
    item.post,
    item.put,
    item.patch,
    item.delete,
  ]);
  for (const { operationId, tags = [] } of operations.flatMap((each) => each ?? []))
    if (tags.length === 0 || !tags.every((tag) => Object.hasOwn(TAGS, tag)))
      throw new Error(`${operationId} needs a tag that document.ts describes`);
}

function outline(): Omit<OpenAPIObject, 'paths'> {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('miaw-api')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('http://localhost:3000', 'A server on this machine')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'API key',
        description: 'The API key as a bearer token',
      },
      'bearer',
    )
    .addApiKey(
      {
        type: 'apiKey',
        in: 'header',
        name: 'X-API-Key',
        description: 'The API key in a header of its own: one of the two is enough',
      },
      'apiKey',
    )
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('apiKey');
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  return builder.build();
}

/**
 * Adds the request id's header, which every answer has, and examples of successes to the answers that the handlers declared.
 * Removes answers without a description: they are statuses that the compiler plugin has guessed.
 */
function completed(paths: OpenAPIObject['paths'], examples: Examples): OpenAPIObject['paths'] {
  const header = { [REQUEST_ID_HEADER]: { $ref: `#/components/headers/${REQUEST_ID_HEADER}` } };
  for (const item of Object.values(paths)) {
    for (const operation of [item.get, item.post, item.put, item.patch, item.delete]) {
      if (!operation) continue;
      const responses = operation === item.get ? operation.responses : withBodyFaults(operation.responses);
      operation.responses = answersOf(responses, header);
      placeAnswers(operation, examples);
      placeExample(operation);
    }
  }
  return paths;
}

/** Adds the errors about a body's size and type: they are checked even if the operation takes no body. */
function withBodyFaults(responses: Responses): Responses {
  const faults = BODY_FAULTS.map((code) => [String(ERRORS[code].status), refusalResponse([code])] as const);
  return { ...Object.fromEntries(faults), ...responses };
}

/** Adds an example to each success in JSON. */
function placeAnswers({ responses }: Operation, examples: Examples): void {
  for (const [status, response] of Object.entries(responses)) {
    const json = response && 'content' in response ? response.content?.['application/json'] : undefined;
    if (json && status.startsWith('2')) json.example = examples.of(json.schema);
  }
}

/** Moves the example of a body into the body, which the framework creates. */
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
