import { Expired } from '#libs/observability';
import { type BinaryNode, S_WHATSAPP_NET, type WASocket } from '@whiskeysockets/baileys';
import { refusedBy, WhatsAppFault } from '../faults.js';

/** A request to WhatsApp's server. */
export interface Query {
  xmlns: string;
  type: 'get' | 'set';
  /** JID of the addressee; undefined: the server itself. */
  to?: string;
  /** JID that the request is about; undefined: our own. */
  target?: string;
  content?: BinaryNode[];
}

/**
 * Sends a request to WhatsApp's server and waits for the answer. Baileys resolves with undefined if no answer arrives in
 * time; here that is an error.
 * @throws Expired if no answer arrives; a refusal as Baileys throws it, see `refusalCodeOf`
 */
export async function ask(
  socket: WASocket,
  { xmlns, type, to = S_WHATSAPP_NET, target, content }: Query,
): Promise<BinaryNode> {
  const attrs = { to, type, xmlns, ...(target !== undefined && { target }) };
  const answer: unknown = await socket.query({ tag: 'iq', attrs, content });
  if (!isNode(answer)) throw new Expired();
  return answer;
}

/**
 * Sends a `<call>` to WhatsApp's server and waits for its ack, which names an error in an attribute (WhatsApp Web,
 * `WASmaxInVoipCallAckBaseMixin`).
 * @throws Expired if no answer arrives; WhatsAppFault WHATSAPP_ERROR with WhatsApp's code
 */
export async function askAboutCall(
  socket: WASocket,
  attrs: { to: string; from?: string },
  content: BinaryNode,
): Promise<BinaryNode> {
  const answer: unknown = await socket.query({ tag: 'call', attrs, content: [content] });
  if (!isNode(answer)) throw new Expired();
  const { error } = answer.attrs;
  if (error !== undefined) throw refusedBy(error);
  return answer;
}

function isNode(value: unknown): value is BinaryNode {
  return typeof value === 'object' && value !== null && 'tag' in value && 'attrs' in value;
}

/** The code with which WhatsApp refused a query (Baileys' `assertNodeErrorFree`: the data of a Boom). */
export function refusalCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('isBoom' in error) || !('data' in error)) return undefined;
  return Number.isInteger(error.data) ? String(error.data) : undefined;
}

/** Turns the refusal 404 of what `Uplink.ask` was asked for into undefined: there is no such thing. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof WhatsAppFault && error.details['code'] === '404') return undefined;
    throw error;
  });
}

/**
 * Turns a refusal of a query, such as 429, or an answer that cannot be understood into a timeout: it says nothing about the
 * message for which WhatsApp was asked, which may succeed a moment later.
 * @param unknown what is unknown then
 * @throws WhatsAppFault UPSTREAM_TIMEOUT (`not_sent`), with WhatsApp's code if it refused; all other errors as they are
 */
export async function orUnknown<T>(answer: Promise<T>, unknown: string): Promise<T> {
  return answer.catch((error: unknown) => {
    const code = refusalCodeOf(error);
    if (code === undefined && !(error instanceof WhatsAppFault)) throw error;
    const details = { outcome: 'not_sent' as const, ...(code !== undefined && { code }) };
    throw new WhatsAppFault('UPSTREAM_TIMEOUT', unknown, details, { cause: error });
  });
}
