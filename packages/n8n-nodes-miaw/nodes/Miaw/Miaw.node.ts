import {
  type IExecuteFunctions,
  type ILoadOptionsFunctions,
  type INodeExecutionData,
  type INodeListSearchResult,
  type INodeType,
  type INodeTypeDescription,
  NodeApiError,
  NodeConnectionTypes,
  NodeOperationError,
} from 'n8n-workflow';
import { CREDENTIALS, instancesLike } from '../api.js';
import { Item } from './item.js';
import { OPERATIONS } from './operations.js';
import { PROPERTIES } from './properties.js';

/** Sends and reads messages, and reads chats, contacts and instances. */
export class Miaw implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Miaw',
    name: 'miaw',
    icon: { light: 'file:../../icons/miaw.svg', dark: 'file:../../icons/miaw.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Send and read WhatsApp messages with miaw-api',
    defaults: { name: 'Miaw' },
    codex: { categories: ['Communication'], alias: ['WhatsApp', 'Message', 'Chat'] },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: CREDENTIALS, required: true }],
    properties: PROPERTIES,
  };

  methods = {
    listSearch: {
      async searchInstances(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
        return instancesLike(this, filter);
      },
    },
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const output: INodeExecutionData[] = [];
    for (const index of this.getInputData().keys()) {
      const pairedItem = { item: index };
      try {
        const item = new Item(this, index);
        const operation = OPERATIONS[`${item.text('resource')}:${item.text('operation')}`];
        if (!operation)
          throw new NodeOperationError(this.getNode(), 'Unknown operation', { itemIndex: index });
        for (const each of await operation(item)) output.push({ ...each, pairedItem });
      } catch (error) {
        const failure = failureOf(this, error, index);
        if (!this.continueOnFail()) throw failure;
        output.push({ json: { error: failure.message, ...failure.context }, error: failure, pairedItem });
      }
    }
    return [output];
  }
}

/** The error of an item, as n8n shows it. */
function failureOf(node: IExecuteFunctions, error: unknown, itemIndex: number) {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  const message = error instanceof Error ? error.message : 'unknown reason';
  return new NodeOperationError(node.getNode(), message, { itemIndex });
}
