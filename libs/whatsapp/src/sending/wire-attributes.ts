import { type BinaryNode, normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import type { WireJid } from '#libs/storage';
import { isGroup } from '../wire/jids.js';

/** Attributes and nodes of a message stanza besides the content. */
export interface WireAttributes {
  additionalAttributes: Record<string, string>;
  additionalNodes: BinaryNode[];
}

/** Values of the stanza's `edit` (Baileys' sendMessage; whatsmeow `types.EditAttribute`). */
const EDIT = { edit: '1', pin: '2', revoke: '7', revokeAsAdmin: '8' } as const;

/**
 * Makes what Baileys' `sendMessage` would add to the stanza. It is derived from the message itself, so that it is identical
 * when the message is sent again. Recipients refuse an edit or a deletion whose stanza does not declare it.
 * @param jid JID of the chat, as on the wire
 */
export function wireAttributes(jid: WireJid, message: proto.IMessage): WireAttributes {
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
  if (content?.pinInChatMessage) attributes.additionalAttributes['edit'] = EDIT.pin;
  // whatsmeow, `getEditAttribute`: the sender of a message no longer lets others keep it.
  const { keepInChatMessage: keep } = content ?? {};
  if (keep?.keepType === proto.KeepType.UNDO_KEEP_FOR_ALL && keep.key?.fromMe)
    attributes.additionalAttributes['edit'] = EDIT.revoke;
  // Baileys treats a video note as a text.
  if (content?.ptvMessage) attributes.additionalAttributes['type'] = 'media';
  if (content?.pollCreationMessage ?? content?.pollCreationMessageV2 ?? content?.pollCreationMessageV3)
    attributes.additionalNodes.push({ tag: 'meta', attrs: { polltype: 'creation' } });
  // WhatsApp's apps mark the change of a label so (Baileys' `updateMemberLabel`).
  if (protocolMessage?.type === Type.GROUP_MEMBER_LABEL_CHANGE) {
    const attrs = { tag_reason: 'user_update', appdata: 'member_tag' };
    attributes.additionalNodes.push({ tag: 'meta', attrs });
  }
  if (content?.pollUpdateMessage)
    attributes.additionalNodes.push({ tag: 'meta', attrs: { polltype: 'vote' } });
  const event = content && eventTypeOf(content);
  if (event) {
    // Baileys knows only the creation.
    attributes.additionalAttributes['type'] = 'event';
    attributes.additionalNodes.push({ tag: 'meta', attrs: { event_type: event } });
    if (event === 'edit') attributes.additionalAttributes['edit'] = EDIT.edit;
  }
  return attributes;
}

/** What a message is to a calendar event (whatsapp-rust `infer_stanza_metadata`, `stanza_type_from_message`). */
function eventTypeOf({
  eventMessage,
  encEventResponseMessage,
  secretEncryptedMessage,
}: proto.IMessage): 'creation' | 'response' | 'edit' | undefined {
  if (eventMessage) return 'creation';
  if (encEventResponseMessage) return 'response';
  const { EVENT_EDIT } = proto.Message.SecretEncryptedMessage.SecretEncType;
  return secretEncryptedMessage?.secretEncType === EVENT_EDIT ? 'edit' : undefined;
}
