import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { IHttpRequestOptions, INode, NodeHelpers } from 'n8n-workflow';
import { Waiting } from './waiting.js';

type Fields = Record<string, unknown>;

/** An item as nodes give and take it. */
export interface N8nItem {
  json: Fields;
  binary?: Record<string, N8nFile>;
  error?: unknown;
  pairedItem?: { item: number };
}

export interface N8nFile {
  mimeType: string;
  fileName?: string;
  /** Base64. */
  data: string;
}

/** How a node is run. */
export interface Run {
  items?: N8nItem[];
  /** Id of the execution: a node that is tried again has the same. */
  execution?: string;
  /** How often the workflow has come to the node before, in this execution. */
  run?: number;
  /** Whether an agent runs it. */
  tool?: boolean;
  continueOnFail?: boolean;
}

/**
 * What n8n is for a node: it loads a package as it was installed, fills in the fields of a form, sends requests with
 * credentials, and takes webhooks, all over real HTTP.
 */
export class N8n {
  /** What webhooks have started workflows with. */
  readonly started = new Waiting<N8nItem>();
  /** The answers to requests with webhooks, whether or not a workflow was started. */
  readonly answered = new Waiting<{ deliveryId: unknown; answer: number }>();
  /** Whether it cannot start workflows right now. */
  fails = false;
  private readonly active = new Map<string, Activation>();
  private readonly server = createServer((request, response) => void this.take(request, response));
  private executions = 0;

  /**
   * @param folder where the package is installed
   * @param credentials of the type that the package has
   */
  constructor(
    private readonly folder: string,
    private credentials: Record<string, string>,
  ) {}

  async listen(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Somebody changes the credentials. */
  use(credentials: Record<string, string>): void {
    this.credentials = credentials;
  }

  /** The description of a node, with what it is called in the package. */
  description(name: string) {
    return this.load('nodes', name).description;
  }

  /** Tests the credentials, as the editor does. @returns the HTTP status */
  async testCredentials(): Promise<number> {
    const { request } = this.load('credentials', 'MiawApi').test;
    const { statusCode } = await this.http({
      ...request,
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
    });
    return statusCode;
  }

  /**
   * Runs a node once.
   * @param fields what was changed in its form
   */
  async run(name: string, fields: Fields, options: Run = {}): Promise<N8nItem[]> {
    const node = this.load('nodes', name);
    const { items = [{ json: {} }], execution = String(++this.executions), run = 0 } = options;
    const context = {
      ...this.context(name, fields),
      getInputData: () => items,
      getExecutionId: () => execution,
      continueOnFail: () => options.continueOnFail === true,
      isToolExecution: () => options.tool === true,
      evaluateExpression: (expression: string) => (expression === '{{ $runIndex }}' ? run : undefined),
    };
    const getNodeParameter = (
      field: string,
      _item: number,
      fallback?: unknown,
      more?: { extractValue?: boolean },
    ) => this.field(name, fields, field, fallback, more);
    const fileOf = (item: number, field: string): N8nFile => {
      const file = items[item]?.binary?.[field];
      if (!file) throw new Error(`item ${item} has no file ${field}`);
      return file;
    };
    const helpers = {
      ...context.helpers,
      assertBinaryData: fileOf,
      getBinaryDataBuffer: async (item: number, field: string) =>
        Buffer.from(fileOf(item, field).data, 'base64'),
      prepareBinaryData: async (bytes: Buffer, fileName?: string, mimeType?: string) => ({
        data: bytes.toString('base64'),
        fileName,
        mimeType,
      }),
    };
    const output: N8nItem[][] = Object(
      await Reflect.apply(node.execute, { ...context, getNodeParameter, helpers }, []),
    );
    return output.flat();
  }

  /** What a list of the editor shows. */
  async searches(name: string, method: string, filter?: string): Promise<Fields[]> {
    const { results } = Object(
      await Reflect.apply(this.load('nodes', name).methods.listSearch[method], this.context(name, {}), [
        filter,
      ]),
    );
    return results;
  }

  /** Activates a workflow that begins with a trigger. */
  async activate(name: string, fields: Fields, id = 'a'): Promise<Activation> {
    const activation = this.active.get(id) ?? new Activation(this, name, id);
    activation.fields = fields;
    this.active.set(id, activation);
    if (!(await activation.calls('checkExists'))) await activation.calls('create');
    return activation;
  }

  async deactivate(activation: Activation): Promise<void> {
    await activation.calls('delete');
    this.active.delete(activation.id);
  }

  get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  load(kind: 'nodes' | 'credentials', name: string) {
    const { required } = this;
    const files: string[] = required('./package.json').n8n[kind];
    const file = files.find((each) => each.includes(`/${name}.`));
    const Class = required(`./${file}`)[name];
    return new Class();
  }

  /** Loads as the package does: also what n8n brings along. */
  private get required() {
    return createRequire(join(this.folder, 'node_modules', 'n8n-nodes-miaw', 'package.json'));
  }

  /** What all functions of a node are called with. */
  context(name: string, fields: Fields) {
    const node: INode = {
      id: createHash('sha256').update(name).digest('hex').slice(0, 12),
      name,
      type: `n8n-nodes-miaw.${name}`,
      typeVersion: 1,
      position: [0, 0],
      parameters: {},
    };
    return {
      getNode: () => node,
      getInstanceId: () => 'n8n-of-the-test',
      getWorkflow: () => ({ id: 'workflow-1', name: 'Test', active: true }),
      getCredentials: async () => this.credentials,
      getNodeParameter: (field: string, fallback?: unknown, more?: { extractValue?: boolean }) =>
        this.field(name, fields, field, fallback, more),
      helpers: {
        httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) =>
          this.http(options),
      },
    };
  }

  /** A field of a form: what was changed, or its default, if the form shows it. */
  private field(
    name: string,
    changed: Fields,
    field: string,
    fallback: unknown,
    { extractValue = false }: { extractValue?: boolean } = {},
  ): unknown {
    const description = this.description(name);
    const helpers: typeof NodeHelpers = this.required('n8n-workflow').NodeHelpers;
    const filled = helpers.getNodeParameters(
      description.properties,
      JSON.parse(JSON.stringify(changed)),
      true,
      false,
      { typeVersion: 1 },
      description,
    );
    const value: unknown = filled?.[field] ?? fallback;
    if (value === undefined) throw new Error(`could not get parameter ${field}`);
    return extractValue ? Reflect.get(Object(value), 'value') : value;
  }

  /** A request with the credentials, as the package says how they are used. */
  private async http({ baseURL = '', url, method, body, qs, headers, ...options }: IHttpRequestOptions) {
    const authentication = this.load('credentials', 'MiawApi').authenticate.properties.headers;
    const target = new URL(`${this.evaluated(baseURL)}${url}`);
    for (const [name, value] of Object.entries(qs ?? {}))
      if (value !== undefined) target.searchParams.set(name, written(value));
    const bytes = Buffer.isBuffer(body) ? new Uint8Array(body) : undefined;
    const response = await fetch(target, {
      method: method ?? 'GET',
      headers: {
        ...(body !== undefined && !bytes && { 'Content-Type': 'application/json' }),
        ...Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, written(value)])),
        ...Object.fromEntries(
          Object.entries(authentication).map(([name, value]) => [name, this.evaluated(String(value))]),
        ),
      },
      ...(body !== undefined && { body: bytes ?? JSON.stringify(body) }),
    });
    const received = Buffer.from(await response.arrayBuffer());
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body:
        options.encoding === 'arraybuffer' ? received : options.json ? parsed(received) : received.toString(),
    };
  }

  /** A text, or an expression of the kinds that credentials use. */
  private evaluated(text: string): string {
    if (!text.startsWith('=')) return text;
    return text
      .slice(1)
      .replaceAll(
        /\{\{\s*\$credentials\.(\w+)(\.replace\([^}]*\))?\s*\}\}/g,
        (_all, name: string, trimmed) => {
          const value = this.credentials[name] ?? '';
          return trimmed ? value.replace(/\/+$/, '') : value;
        },
      );
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rawBody = await buffer(request);
    const activation = [...this.active.values()].find(({ path }) => path === request.url);
    if (!activation) return void response.writeHead(404).end();
    const item = await activation.receives(rawBody, request.headers, response);
    if (!response.writableEnded) response.writeHead(item && this.fails ? 500 : 200).end();
    if (item && !this.fails) this.started.add(item);
    this.answered.add({ deliveryId: request.headers['x-miaw-delivery'], answer: response.statusCode });
  }
}

/** A workflow that is active, with the data that n8n keeps for its trigger. */
export class Activation {
  fields: Fields = {};
  private readonly data: Fields = {};

  constructor(
    private readonly n8n: N8n,
    private readonly name: string,
    readonly id: string,
  ) {}

  get path(): string {
    return `/webhook/${this.id}/webhook`;
  }

  /** checkExists, create, delete */
  async calls(method: string): Promise<boolean> {
    const { webhookMethods } = this.n8n.load('nodes', this.name);
    return Reflect.apply(webhookMethods.default[method], this.context(), []);
  }

  /** @returns what the workflow is started with; undefined if it is not */
  async receives(
    rawBody: Buffer,
    headers: IncomingMessage['headers'],
    answer: ServerResponse,
  ): Promise<N8nItem | undefined> {
    const response = Object.assign(answer, {
      status: (code: number) => Object.assign(response, { statusCode: code }),
      json: (body: object) => response.end(JSON.stringify(body)),
    });
    const context = {
      ...this.context(),
      getHeaderData: () => headers,
      getBodyData: () => parsed(rawBody),
      getRequestObject: () => ({ rawBody, headers }),
      getResponseObject: () => response,
    };
    const { webhook } = this.n8n.load('nodes', this.name);
    const { workflowData } = Object(await Reflect.apply(webhook, context, []));
    return workflowData?.[0]?.[0];
  }

  private context() {
    return {
      ...this.n8n.context(this.name, this.fields),
      getNodeWebhookUrl: () => this.n8n.url + this.path,
      getWorkflowStaticData: () => this.data,
    };
  }
}

/** A value of a query or a header. */
function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return bytes.toString();
  }
}
