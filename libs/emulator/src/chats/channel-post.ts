import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { nowSeconds } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';

/** A post in a channel: the server sends it to all followers as it is, because channels are not encrypted. */
export interface ChannelPost {
  /** JID of the channel. */
  channel: string;
  id: string;
  /** Number of the post in its channel. */
  serverId: number;
  message: proto.IMessage;
}

/** The stanza of a post (whatsmeow, `parseNewsletterMessages`). */
export function channelPost({ channel, id, serverId, message }: ChannelPost): BinaryNode {
  const plaintext = proto.Message.encode(message).finish();
  return stanza('message', { from: channel, id, server_id: serverId, t: nowSeconds(), type: 'text' }, [
    stanza('plaintext', {}, Buffer.from(plaintext)),
  ]);
}
