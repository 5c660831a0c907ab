import { createHash } from 'node:crypto';
import { type IDataObject, type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { type Call, listed, request } from '../api.js';
import { isObject, textOf } from '../values.js';

/** One item of the node's input, with what its fields say. */
export class Item {
  constructor(
    readonly node: IExecuteFunctions,
    readonly index: number,
  ) {}

  /** The value of a field as text. */
  text(name: string): string {
    return textOf(this.node.getNodeParameter(name, this.index));
  }

  number(name: string): number {
    return Number(this.node.getNodeParameter(name, this.index));
  }

  /** Path of an instance, or of something in it: `parts` are encoded. */
  path(...parts: string[]): string {
    const instance = textOf(
      this.node.getNodeParameter('instanceId', this.index, undefined, { extractValue: true }),
    );
    if (!instance)
      throw new NodeOperationError(this.node.getNode(), 'Choose an instance', { itemIndex: this.index });
    return ['/instances', instance, ...parts]
      .map((part, at) => (at ? encodeURIComponent(part) : part))
      .join('/');
  }

  /** Path of a message. */
  messagePath(...parts: string[]): string {
    const id = this.text('messageId');
    // Ids of other characters have a notation of their own.
    const written = /^[\w-]+$/.test(id) ? id : `~${Buffer.from(id).toString('base64url')}`;
    return this.path('messages', written, ...parts);
  }

  /** What is filled in of a collection of fields. */
  filled(name: string): IDataObject {
    const fields: unknown = this.node.getNodeParameter(name, this.index, {});
    return Object.fromEntries(
      Object.entries(isObject(fields) ? fields : {}).filter(
        ([, value]) => value !== '' && value !== undefined,
      ),
    );
  }

  async request(call: Call): Promise<unknown> {
    return request(this.node, { ...call, item: this.index });
  }

  /** The entries of a list, as many as the fields ask for. */
  async list(name: string, path: string, query: IDataObject = {}): Promise<IDataObject[]> {
    const limit = this.node.getNodeParameter('returnAll', this.index) ? Infinity : this.number('limit');
    return listed(this.node, name, limit, { path, query, item: this.index });
  }

  /**
   * The key by which the server knows a repetition: n8n runs a node that has failed again with all of its items.
   * Agents call a tool several times in one run, so for tools the content counts, too.
   */
  key(content: string): string {
    const { node, index } = this;
    const place = [
      node.getInstanceId(),
      node.getWorkflow().id,
      node.getExecutionId(),
      node.getNode().id,
      node.evaluateExpression('{{ $runIndex }}', index),
      index,
    ];
    if (node.isToolExecution?.()) place.push(content);
    return `n8n-${createHash('sha256').update(JSON.stringify(place)).digest('hex')}`;
  }
}
