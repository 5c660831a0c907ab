import type { proto, WASocket } from '@whiskeysockets/baileys';
import type { WireJid } from '#libs/storage';
import { isNewsletter } from '../wire/jids.js';
import { channelStanza } from './channel-stanza.js';
import { wireAttributes } from './wire-attributes.js';

/** A message that is ready to leave. */
export interface Outbound {
  jid: WireJid;
  id: string;
  message: proto.IMessage;
  /** Names the upload of its file, in channels. */
  mediaHandle?: string | null;
}

/** Sends a message: encrypted by Baileys, or as it is to a channel. */
export async function relay(socket: WASocket, { jid, id, message, mediaHandle }: Outbound): Promise<void> {
  if (isNewsletter(jid)) await socket.sendNode(channelStanza(jid, id, message, mediaHandle));
  else await socket.relayMessage(jid, message, { messageId: id, ...wireAttributes(jid, message) });
}
