import { Expired } from '#libs/observability';
import { type BinaryNode, S_WHATSAPP_NET, type WASocket } from '@whiskeysockets/baileys';

/** What WhatsApp's server is asked, or told. */
export interface Query {
  xmlns: string;
  type: 'get' | 'set';
  /** Who is asked, where that is not the server itself. */
  to?: string;
  /** The JID that it is about, where that is not our own. */
  target?: string;
  content?: BinaryNode[];
}

/**
 * Asks WhatsApp's server. Baileys resolves with nothing when the answer does not come in time: here that is an error.
 * @throws Expired when there is no answer; a refusal as Baileys throws it, see `refusalCodeOf`
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

function isNode(value: unknown): value is BinaryNode {
  return typeof value === 'object' && value !== null && 'tag' in value && 'attrs' in value;
}

/** The code with which WhatsApp refused a query (Baileys' `assertNodeErrorFree`: a Boom that has it as its data). */
export function refusalCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('isBoom' in error) || !('data' in error)) return undefined;
  return Number.isInteger(error.data) ? String(error.data) : undefined;
}
