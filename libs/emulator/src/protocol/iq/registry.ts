import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Connection, Login } from '../../routing/connection.js';
import { children } from '../../wire/stanza.js';

/** A query of a client that has logged in. */
export interface IqRequest {
  node: BinaryNode;
  connection: Connection;
  login: Login;
}

/** The answer to a query; `after` runs once it is written. */
export interface IqAnswer {
  content?: BinaryNode[];
  after?: () => Promise<void> | void;
}

/** Thrown by a handler to answer with `<error>`. */
export class IqRefusal extends Error {
  constructor(
    readonly code: number,
    readonly text: string,
  ) {
    super(`${code} ${text}`);
  }
}

/** Handles one kind of query. */
export interface IqHandler {
  xmlns: string;
  type: 'get' | 'set';
  /** Tag of the first child; undefined matches any. */
  child?: string;
  /** Restricts the handler to some of these queries; it then takes precedence over the others. */
  serves?: (node: BinaryNode) => boolean;
  answer(request: IqRequest): Promise<IqAnswer> | IqAnswer;
}

/** A handler whose answer does not depend on the query. */
export function constant(
  xmlns: string,
  type: 'get' | 'set',
  tag: string | undefined,
  content: () => BinaryNode[] = () => [],
): IqHandler {
  return { xmlns, type, child: tag, answer: () => ({ content: content() }) };
}

/** The handlers of queries, by namespace, type and first child. */
export class IqRegistry {
  private readonly handlers: IqHandler[] = [];

  add(...handlers: IqHandler[]): this {
    this.handlers.push(...handlers);
    return this;
  }

  /** A handler for the child takes precedence over a handler for any. */
  find(node: BinaryNode): IqHandler | undefined {
    const { xmlns, type } = node.attrs;
    const [first] = children(node);
    const fitting = this.handlers.filter(
      (handler) =>
        handler.xmlns === xmlns &&
        handler.type === type &&
        (handler.child === undefined || handler.child === first?.tag) &&
        (handler.serves?.(node) ?? true),
    );
    return (
      fitting.find((handler) => handler.serves) ??
      fitting.find((handler) => handler.child !== undefined) ??
      fitting[0]
    );
  }
}
