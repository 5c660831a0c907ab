import {
  type IHookFunctions,
  type ILoadOptionsFunctions,
  type INodeListSearchResult,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
  NodeOperationError,
} from 'n8n-workflow';
import { CREDENTIALS, instancesLike } from '../api.js';
import { INSTANCE } from '../instance.js';
import { textOf } from '../values.js';
import { Endpoint } from './endpoint.js';
import { EVENTS } from './events.js';
import { type Answer, Repetitions } from './repetitions.js';
import { isGenuine, secretFor } from './signature.js';

const repetitions = new Repetitions();

/** What n8n gives to answer with. */
interface Response extends Answer {
  status(code: number): Response;
  json(body: object): unknown;
  once(event: 'finish', listener: () => void): unknown;
}

/** Starts a workflow with each event, by a webhook endpoint of its own. */
export class MiawTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Miaw Trigger',
    name: 'miawTrigger',
    icon: { light: 'file:../../icons/miaw.svg', dark: 'file:../../icons/miaw.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{ $parameter["events"].join(", ") }}',
    description: 'Starts the workflow when something happens on a WhatsApp account',
    defaults: { name: 'Miaw Trigger' },
    codex: { categories: ['Communication'], alias: ['WhatsApp', 'Message', 'Chat', 'Webhook'] },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: CREDENTIALS, required: true }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
    properties: [
      {
        displayName: 'Source',
        name: 'source',
        type: 'options',
        noDataExpression: true,
        default: 'instance',
        options: [
          { name: 'All Instances', value: 'all', description: 'Needs a key for all instances' },
          { name: 'One Instance', value: 'instance' },
        ],
      },
      { ...INSTANCE, displayOptions: { show: { source: ['instance'] } } },
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        required: true,
        default: ['message'],
        options: EVENTS,
        description: 'What starts the workflow',
      },
      {
        displayName: 'Filters',
        name: 'filters',
        type: 'collection',
        placeholder: 'Add Filter',
        default: {},
        options: [
          {
            displayName: 'Chat IDs',
            name: 'chatIds',
            type: 'string',
            default: '',
            description: 'Only events of these chats: phone numbers or JIDs, separated by commas',
          },
          {
            displayName: 'Chats',
            name: 'chats',
            type: 'options',
            default: 'people',
            options: [
              { name: 'All', value: 'all' },
              { name: 'Groups', value: 'groups' },
              { name: 'People', value: 'people', description: 'Chats with one person' },
            ],
          },
          {
            displayName: 'From Me',
            name: 'fromMe',
            type: 'boolean',
            default: false,
            description: 'Whether to let pass only what the account did, or only what others did',
          },
          {
            displayName: 'Types',
            name: 'types',
            type: 'string',
            default: '',
            placeholder: 'e.g. text,image',
            description: 'Only messages of these types, separated by commas',
          },
        ],
      },
      {
        displayName: 'Skip Repetitions',
        name: 'skipRepetitions',
        type: 'boolean',
        default: true,
        description:
          'Whether to start no workflow for a delivery that has already started one. N8n remembers the latest until it is started again.',
      },
    ],
  };

  methods = {
    listSearch: {
      async searchInstances(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
        return instancesLike(this, filter);
      },
    },
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return (await Endpoint.of(this)).exists();
      },
      async create(this: IHookFunctions): Promise<boolean> {
        await (await Endpoint.of(this)).create();
        return true;
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        await (await Endpoint.of(this)).remove();
        return true;
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const headers = this.getHeaderData();
    const { rawBody }: { rawBody?: unknown } = this.getRequestObject();
    const response: Response = this.getResponseObject();
    const url = this.getNodeWebhookUrl('default');
    const { apiKey } = await this.getCredentials(CREDENTIALS);
    if (!Buffer.isBuffer(rawBody) || !url)
      throw new NodeOperationError(this.getNode(), 'n8n has not kept the bytes of the request');
    const [signature, timestamp] = [headers['x-miaw-signature'], headers['x-miaw-timestamp']];
    if (!isGenuine(rawBody, signature, timestamp, secretFor(textOf(apiKey), url), Date.now())) {
      response.status(401).json({ message: 'The signature does not fit, or is too old' });
      return { noWebhookResponse: true };
    }
    const deliveryId = textOf(headers['x-miaw-delivery']);
    if (this.getNodeParameter('skipRepetitions') === true) {
      const delivery = `${url} ${deliveryId}`;
      const state = repetitions.of(delivery, response);
      if (state === 'started') return {};
      if (state === 'starting') {
        // The server tries again, when the outcome is known.
        response.status(503).json({ message: 'The delivery is just starting a workflow' });
        return { noWebhookResponse: true };
      }
      response.once('finish', () => repetitions.sent(delivery, response));
    }
    return { workflowData: [[{ json: { ...this.getBodyData(), deliveryId } }]] };
  }
}
