import type { WASocket } from '@whiskeysockets/baileys';
import { askGraph } from '../context/graph.js';
import { refusedBy, WhatsAppFault } from '../faults.js';

/**
 * Stored GraphQL queries about channels, with the field of their data. The ids are those of WhatsApp Web's bundle (zapo
 * `WA_MEX_PERSIST_IDS`, whatsapp-rust `mex_operations.rs`); Baileys has older ones, and has the pending invitations under the
 * name of the followers.
 */
const QUERIES = {
  get: ['27456920720571478', 'xwa2_newsletter'],
  list: ['25399611239711790', 'xwa2_newsletter_subscribed'],
  create: ['25149874324715067', 'xwa2_newsletter_create'],
  update: ['24250201037901610', 'xwa2_newsletter_update'],
  delete: ['30062808666639665', 'xwa2_newsletter_delete_v2'],
  follow: ['24404358912487870', 'xwa2_newsletter_join_v2'],
  unfollow: ['9767147403369991', 'xwa2_newsletter_leave_v2'],
  changeSetting: ['31938993655691868', 'xwa2_newsletter_update_user_setting'],
  adminInfo: ['26278439461859188', 'xwa2_newsletter_admin'],
  inviteAdmin: ['9387141988078609', 'xwa2_newsletter_admin_invite_create'],
  revokeInvitation: ['9656078347839416', 'xwa2_newsletter_admin_invite_revoke'],
  demote: ['9880997548630971', 'xwa2_newsletter_admin_demote'],
  changeOwner: ['9546742745432473', 'xwa2_newsletter_change_owner'],
} as const;

type QueryName = keyof typeof QUERIES;

const NOT_ALLOWED = 'the account is not allowed to do this in the channel';

/**
 * Asks about a channel.
 * @param variables all that the stored query declares: WhatsApp refuses a query in which one is missing (whatsapp-rust issue
 *   1372)
 * @throws WhatsAppFault CHANNEL_NOT_FOUND, WHATSAPP_ERROR; otherwise as `askGraph`
 */
export async function askAboutChannel(
  socket: WASocket,
  name: QueryName,
  variables: object,
): Promise<unknown> {
  const [id, field] = QUERIES[name];
  try {
    return await askGraph(socket, { id, field }, variables);
  } catch (error) {
    throw translated(error);
  }
}

export function unknownChannel(reason?: string): WhatsAppFault {
  const message = reason === undefined ? 'there is no such channel' : 'no channel has this invite code';
  return new WhatsAppFault('CHANNEL_NOT_FOUND', message, { ...(reason !== undefined && { reason }) });
}

/** The meanings of WhatsApp's codes for requests about a channel. */
function translated(error: unknown): unknown {
  if (!(error instanceof WhatsAppFault) || error.code !== 'WHATSAPP_ERROR') return error;
  const { code, outcome } = error.details;
  return typeof code === 'string' ? channelRefusal(code, outcome) : error;
}

/**
 * The error for a post, or for what is done to one, that the server has refused.
 * @param identity ids by which the caller knows the post
 */
export function postRefused(error: string, identity: object = {}): WhatsAppFault {
  const { code, message, details } = channelRefusal(error);
  const text = error === '404' ? 'there is no such channel, or no such post in it' : message;
  return new WhatsAppFault(code, text, { ...details, ...identity });
}

/** @param code WhatsApp's code for a request about a channel */
export function channelRefusal(code: string, outcome: WhatsAppFault['outcome'] = 'not_sent'): WhatsAppFault {
  if (code === '404') return unknownChannel();
  if (code !== '403' && code !== '405') return refusedBy(code, {}, outcome);
  return new WhatsAppFault('WHATSAPP_ERROR', NOT_ALLOWED, { code, reason: 'not_allowed', outcome });
}
