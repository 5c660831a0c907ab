import { createHash } from 'node:crypto';
import { type IDataObject, type IHookFunctions, NodeOperationError } from 'n8n-workflow';
import { type Call, CREDENTIALS, refusal, send } from '../api.js';
import { isObject, separated, textOf } from '../values.js';
import { secretFor } from './signature.js';

/** Where the name and the place of the endpoint stand in the workflow's data, to remove it after a change of the node. */
const KEPT = 'endpoint';

/** The webhook endpoint that a trigger has, or is to have. */
export class Endpoint {
  private constructor(
    private readonly hook: IHookFunctions,
    private readonly url: string,
    private readonly secret: string,
  ) {}

  static async of(hook: IHookFunctions): Promise<Endpoint> {
    const url = hook.getNodeWebhookUrl('default');
    if (!url) throw new NodeOperationError(hook.getNode(), 'n8n has no address for the webhook');
    const { apiKey } = await hook.getCredentials(CREDENTIALS);
    return new Endpoint(hook, url, secretFor(textOf(apiKey), url));
  }

  /** Whether it is there, exactly as the node wants it and with its secret. */
  async exists(): Promise<boolean> {
    const kept = this.kept();
    if (kept?.['path'] !== this.path || kept['secret'] !== fingerprint(this.secret)) return false;
    const { status, body } = await this.send({ method: 'GET', path: this.path });
    if (status === 404) return false;
    if (status >= 400) throw refusal(this.hook, { status, body, headers: {} });
    const shown = isObject(body) && isObject(body['data']) ? body['data'] : {};
    return Object.entries(this.wanted()).every(([name, value]) => same(shown[name], value));
  }

  /** Creates it, or changes one of its name to what it is to be. What waits for delivery there is kept. */
  async create(): Promise<void> {
    const kept = this.kept();
    if (kept && kept['path'] !== this.path) await this.removeAt(textOf(kept['path']));
    const body = { ...this.wanted(), name: this.name, secret: this.secret };
    const made = await this.send({ method: 'POST', path: this.list, body });
    if (made.status === 409) {
      await this.succeeds({ method: 'PATCH', path: this.path, body: this.wanted() });
      const rotation = { secret: this.secret, graceSeconds: 0 };
      await this.succeeds({ method: 'POST', path: `${this.path}/rotate-secret`, body: rotation });
    } else if (made.status >= 400) throw refusal(this.hook, made);
    this.data()[KEPT] = { path: this.path, secret: fingerprint(this.secret) };
  }

  /** Removes it, if it is there. */
  async remove(): Promise<void> {
    await this.removeAt(textOf(this.kept()?.['path']) || this.path);
    delete this.data()[KEPT];
  }

  private async removeAt(path: string): Promise<void> {
    const answer = await this.send({ method: 'DELETE', path });
    // It is gone, alone or with its instance.
    if (answer.status >= 400 && answer.status !== 404) throw refusal(this.hook, answer);
  }

  /** An address has one endpoint, so that two installations of n8n with copies of a workflow do not share one. */
  private get name(): string {
    return `n8n-${createHash('sha256').update(this.url).digest('hex').slice(0, 24)}`;
  }

  private get list(): string {
    if (this.field('source') === 'all') return '/webhooks';
    const instance = this.hook.getNodeParameter('instanceId', '', { extractValue: true });
    if (typeof instance !== 'string' || instance === '')
      throw new NodeOperationError(this.hook.getNode(), 'Choose an instance');
    return `/instances/${encodeURIComponent(instance)}/webhooks`;
  }

  private get path(): string {
    return `${this.list}/${this.name}`;
  }

  private wanted(): IDataObject {
    const filter: unknown = this.field('filters');
    const { chatIds, chats, fromMe, types } = isObject(filter) ? filter : {};
    const filters: IDataObject = {
      ...(chats !== undefined && chats !== 'all' && { chats }),
      ...(typeof chatIds === 'string' && chatIds && { chatIds: separated(chatIds) }),
      ...(typeof types === 'string' && types && { types: separated(types) }),
      ...(fromMe !== undefined && { fromMe }),
    };
    const events: unknown = this.field('events');
    return {
      url: this.url,
      events: Array.isArray(events) ? events : [],
      filter: Object.keys(filters).length > 0 ? filters : null,
      enabled: true,
    };
  }

  private field(name: string): unknown {
    return this.hook.getNodeParameter(name);
  }

  private data(): IDataObject {
    return this.hook.getWorkflowStaticData('node');
  }

  private kept(): IDataObject | undefined {
    const kept = this.data()[KEPT];
    return isObject(kept) ? kept : undefined;
  }

  private async send(call: Call) {
    return send(this.hook, call);
  }

  private async succeeds(call: Call): Promise<void> {
    const answer = await this.send(call);
    if (answer.status >= 400) throw refusal(this.hook, answer);
  }
}

/** What shows that a secret is another, without showing it. */
function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether what the server shows is what was asked for; it may add defaults and put lists in an order of its own. */
function same(shown: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(shown) && wanted.length === shown.length && wanted.every((each) => shown.includes(each))
    );
  if (isObject(wanted))
    return isObject(shown) && Object.entries(wanted).every(([name, value]) => same(shown[name], value));
  return shown === wanted;
}
