import {
  type BinaryNode,
  encodeSignedDeviceIdentity,
  jidNormalizedUser,
  normalizeMessageContent,
  proto,
  type WASocket,
} from '@whiskeysockets/baileys';
import { STATUS_CHAT, type WireJid } from '#libs/storage';
import type { Audience } from './status-audience.js';
import { wireAttributes } from './wire-attributes.js';

/**
 * Sends a status post, the deletion of one, or a reaction to somebody else's.
 *
 * A post is encrypted once, for everybody (`skmsg`), and the stanza names the devices that get it, with the key. Its `meta`
 * says how the audience was chosen; a deletion has none. A reaction goes to the author of the post alone, encrypted for each
 * device; with a `meta`, the server refuses it with 479 (WhatsApp Web's `WAWebEncryptAndSendStatusMsg` and
 * `WAWebSendStatusReactionAction`; whatsapp-rust pull requests 563 and 569).
 */
export async function relayStatus(
  socket: WASocket,
  id: string,
  message: proto.IMessage,
  { setting, people }: Audience,
): Promise<void> {
  if (normalizeMessageContent(message)?.reactionMessage) {
    await sendDirectly(socket, id, message, people);
    return;
  }
  const attributes = wireAttributes(STATUS_CHAT, message);
  const meta: BinaryNode[] = isDeletion(message) ? [] : [{ tag: 'meta', attrs: { status_setting: setting } }];
  await socket.relayMessage(STATUS_CHAT, message, {
    messageId: id,
    statusJidList: [...people, ownJid(socket)],
    ...attributes,
    additionalNodes: [...attributes.additionalNodes, ...meta],
  });
}

/**
 * Sends a post, or the deletion of one, once more to somebody who could not read it (WhatsApp Web's `WAWebResendStatusMsg`).
 * Baileys would send it to the chat with this person instead, or to nobody (its `sendMessagesAgain`).
 * @param device JID of the device
 */
export async function relayStatusAgain(
  socket: WASocket,
  id: string,
  message: proto.IMessage,
  device: string,
): Promise<void> {
  if (normalizeMessageContent(message)?.reactionMessage) {
    await sendDirectly(socket, id, message, [device]);
    return;
  }
  const { keys } = socket.authState;
  // Who has the key is known by the last post, see `prepareStatus`.
  const holders = await keys.get('sender-key-memory', [STATUS_CHAT]);
  try {
    await socket.relayMessage(STATUS_CHAT, message, {
      messageId: id,
      statusJidList: [device],
      ...wireAttributes(STATUS_CHAT, message),
    });
  } finally {
    await keys.set({ 'sender-key-memory': { [STATUS_CHAT]: holders[STATUS_CHAT] ?? null } });
  }
}

/** The address of the account in status posts, which names its own devices. */
export function ownJid({ authState }: WASocket): string {
  const { me } = authState.creds;
  return jidNormalizedUser(me?.lid ?? me?.id);
}

async function sendDirectly(
  socket: WASocket,
  id: string,
  message: proto.IMessage,
  people: readonly (WireJid | string)[],
): Promise<void> {
  const devices = await socket.getUSyncDevices([...people, ownJid(socket)], true, false);
  const sent = { deviceSentMessage: { destinationJid: STATUS_CHAT, message } };
  const { nodes, shouldIncludeDeviceIdentity } = await socket.createParticipantNodes(
    devices.map(({ jid }) => jid),
    message,
    { 'decrypt-fail': 'hide' },
    sent,
  );
  const { account } = socket.authState.creds;
  const identity =
    shouldIncludeDeviceIdentity && account
      ? [{ tag: 'device-identity', attrs: {}, content: encodeSignedDeviceIdentity(account, true) }]
      : [];
  const removes = normalizeMessageContent(message)?.reactionMessage?.text === '';
  const attrs: BinaryNode['attrs'] = { id, to: STATUS_CHAT, type: 'reaction' };
  // As in whatsmeow (`getEditAttribute`): a reaction is taken off like a message is deleted.
  if (removes) attrs['edit'] = '7';
  await socket.sendNode({
    tag: 'message',
    attrs,
    content: [{ tag: 'participants', attrs: {}, content: nodes }, ...identity],
  });
}

function isDeletion(message: proto.IMessage): boolean {
  return (
    normalizeMessageContent(message)?.protocolMessage?.type === proto.Message.ProtocolMessage.Type.REVOKE
  );
}
