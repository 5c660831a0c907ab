import { type BinaryNode, normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import { isGroup } from '../wire/jids.js';

/** What the stanza of a message says about it besides its content. */
export interface WireAttributes {
  additionalAttributes: Record<string, string>;
  additionalNodes: BinaryNode[];
}

/** Values of the stanza's `edit` (Baileys' sendMessage). */
const EDIT = { edit: '1', revoke: '7', revokeAsAdmin: '8' } as const;

/**
 * What Baileys' `sendMessage` would add to the stanza, from the message itself, so that it is the same when the
 * message is sent again. Recipients refuse an edit or a deletion whose stanza does not say so.
 * @param jid the chat as it stands on the wire
 */
export function wireAttributes(jid: string, message: proto.IMessage): WireAttributes {
  const content = normalizeMessageContent(message);
  const attributes: WireAttributes = { additionalAttributes: {}, additionalNodes: [] };
  const { protocolMessage } = content ?? {};
  const { Type } = proto.Message.ProtocolMessage;
  if (protocolMessage?.type === Type.REVOKE) {
    const foreign = isGroup(jid) && protocolMessage.key?.fromMe !== true;
    attributes.additionalAttributes['edit'] = foreign ? EDIT.revokeAsAdmin : EDIT.revoke;
  } else if (protocolMessage?.type === Type.MESSAGE_EDIT) {
    attributes.additionalAttributes['edit'] = EDIT.edit;
  }
  // Baileys takes a video note for a text.
  if (content?.ptvMessage) attributes.additionalAttributes['type'] = 'media';
  if (content?.pollCreationMessage ?? content?.pollCreationMessageV2 ?? content?.pollCreationMessageV3)
    attributes.additionalNodes.push({ tag: 'meta', attrs: { polltype: 'creation' } });
  return attributes;
}
