import type { proto, WASocket } from '@whiskeysockets/baileys';
import type { WireJid } from '#libs/storage';
import { isNewsletter, isStatus } from '../wire/jids.js';
import { channelStanza } from './channel-stanza.js';
import type { Audience } from './status-audience.js';
import { relayStatus } from './status-stanza.js';
import { wireAttributes } from './wire-attributes.js';

/** A message that is ready to leave. */
export interface Outbound {
  jid: WireJid;
  id: string;
  message: proto.IMessage;
  /** Names the upload of its file, in channels. */
  mediaHandle?: string | null;
  /** Whom it is for, if it is a status post. */
  audience?: Audience;
}

/** Sends a message: encrypted by Baileys, or as it is to a channel. */
export async function relay(
  socket: WASocket,
  { jid, id, message, mediaHandle, audience }: Outbound,
): Promise<void> {
  if (isStatus(jid)) {
    // Without an audience, nobody but the server would get it.
    if (!audience) throw new Error('a status post has no audience');
    await relayStatus(socket, id, message, audience);
  } else if (isNewsletter(jid)) await socket.sendNode(channelStanza(jid, id, message, mediaHandle));
  else await socket.relayMessage(jid, message, { messageId: id, ...wireAttributes(jid, message) });
}
