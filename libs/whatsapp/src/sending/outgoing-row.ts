import { proto } from '@whiskeysockets/baileys';
import type { NewMessage, MessageIdentity, WireJid } from '#libs/storage';
import { interpret } from '../codec/content.js';
import { detailsOf } from '../codec/search.js';
import type { Letter, Origin } from './letter.js';

/**
 * Makes the row of an own message, before it is sent.
 * @param jid JID of the recipient, as on the wire
 * @param at epoch ms
 * @param operation what it is, if it changes or answers another message but does not look so
 */
export function outgoingRow(
  identity: MessageIdentity,
  jid: WireJid,
  message: proto.IMessage,
  at: number,
  origin: Origin = {},
  operation?: Letter['operation'],
): NewMessage {
  const said = interpret(message);
  const content = said.kind === 'content' ? said : undefined;
  return {
    ...identity,
    from_me: 1,
    remote_jid: jid,
    participant: '',
    // The type of an own operation is its kind, such as `edit` or `reaction`.
    type: operation ?? content?.type ?? said.kind,
    text: content?.text ?? content?.caption ?? null,
    details: content ? detailsOf(content) : null,
    content: proto.Message.encode(proto.Message.fromObject(message)).finish(),
    push_name: null,
    // In whole seconds, like received messages: within a second, messages are sorted by arrival.
    at: at - (at % 1000),
    status: 'pending',
    status_at: at,
    error: null,
    edited_at: null,
    deleted_at: null,
    request: origin.request ?? null,
    client_reference: origin.clientReference ?? null,
  };
}
