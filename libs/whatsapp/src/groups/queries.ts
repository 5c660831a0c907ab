import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import { refusedBy, WhatsAppFault } from '../faults.js';
import { ask, type Query, refusalCodeOf } from '../wire/query.js';

const NOT_ALLOWED = 'the account is not in the group or is not allowed to do this in it';

function notFound(message: string, reason?: string): () => WhatsAppFault {
  return () => new WhatsAppFault('GROUP_NOT_FOUND', message, { ...(reason && { reason }) });
}

export function notAllowed(code: string): () => WhatsAppFault {
  return () =>
    new WhatsAppFault('WHATSAPP_ERROR', NOT_ALLOWED, { code, reason: 'not_allowed', outcome: 'not_sent' });
}

/** Meanings of WhatsApp's error codes in answers to queries about a group. */
export const REFUSALS: Refusals = {
  401: notAllowed('401'),
  403: notAllowed('403'),
  404: notFound('there is no such group'),
};

/** Meanings of WhatsApp's error codes in answers to queries with an invite code. */
const INVITE_REFUSALS: Refusals = {
  ...REFUSALS,
  404: notFound('no group has this invite code', 'unknown_code'),
  406: notFound('no group has this invite code', 'unknown_code'),
  410: notFound('the invite code is no longer valid', 'revoked_code'),
};

/** Translates WhatsApp's refusal of a query about a group. Undefined if the error is not a refusal. */
export function groupRefusal(error: unknown): WhatsAppFault | undefined {
  if (error instanceof WhatsAppFault) return error;
  const code = refusalCodeOf(error);
  return code === undefined ? undefined : (REFUSALS[code]?.() ?? refusedBy(code, { cause: error }));
}

export type GroupQuery = Omit<Query, 'xmlns'> & { xmlns?: string };
/** Meanings of WhatsApp's error codes. */
export type Refusals = Readonly<Record<string, () => WhatsAppFault>>;

/** @throws WhatsAppFault GROUP_NOT_FOUND, WHATSAPP_ERROR for missing rights; otherwise as `ask` */
export async function askAboutGroup(socket: WASocket, query: GroupQuery): Promise<BinaryNode> {
  return asking(socket, query, REFUSALS);
}

/** Asks with an invite code in the query. @throws as {@link askAboutGroup} */
export async function askByInvite(socket: WASocket, query: GroupQuery): Promise<BinaryNode> {
  return asking(socket, query, INVITE_REFUSALS);
}

/** A query to one group. */
export function ofGroup(jid: string, type: Query['type'], content: BinaryNode): GroupQuery {
  return { type, to: jid, content: [content] };
}

/** @throws what `refusals` makes of WhatsApp's refusal; otherwise as `ask` */
export async function asking(socket: WASocket, query: GroupQuery, refusals: Refusals): Promise<BinaryNode> {
  try {
    return await ask(socket, { xmlns: 'w:g2', ...query });
  } catch (error) {
    throw refusals[refusalCodeOf(error) ?? '']?.() ?? error;
  }
}
