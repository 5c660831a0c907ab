import type { proto } from '@whiskeysockets/baileys';
import type { MiawClient } from 'miaw-core';
import type { RequestId, WireJid } from '#libs/storage';
import type { Preview } from '../media/preview.js';
import type { Sound } from '../media/sound.js';
import type { Audience } from './status-audience.js';

/** The result of a send by miaw-core. */
export interface Sent {
  success: boolean;
  error?: string;
}

/** The request that a message comes from. */
export interface Origin {
  /** Id of the request, see the idempotency keys of the storage. */
  request?: RequestId;
  /** The caller's own name for the message, which `message_status` events carry. */
  clientReference?: string;
}

/** A message to send, before it is made. */
export interface Letter {
  /** JID of the recipient, as on the wire. */
  jid: WireJid;
  /** Sends it through miaw-core. */
  perform(client: MiawClient): Promise<Sent>;
  /** Properties of the content for which miaw-core has no option, or which it sets wrongly. */
  amendments?: Record<string, unknown>;
  /** Makes more properties of the content. Called once, when the message is made, because it is expensive. */
  preview?(): Promise<Preview | Sound>;
  /** JIDs of the people mentioned, as named by the caller. */
  mentions?: readonly string[];
  /** Whether it mentions all members of the group. */
  mentionsAll?: boolean;
  /**
   * Changes the message after Baileys has made it.
   * @param jid the recipient, as WhatsApp knows it
   */
  reshape?(message: proto.IMessage, jid: WireJid): proto.IMessage;
  /** Whether a file must be uploaded first, which takes longer. */
  upload?: boolean;
  /** Whether it keeps its place in the chat while its file is uploaded: messages behind it wait. */
  keepsPlace?: boolean;
  /** Id of the message that this one changes or answers. */
  about?: string;
  /** What it is to other messages, if its content does not say so. */
  operation?: 'event-answer' | 'album';
  origin?: Origin;
  /**
   * Whom a status post is for: phone numbers or JIDs, or, of a change of one, the people who got it. `default`: as the account has
   * set.
   */
  audience?: 'default' | readonly string[] | Audience;
  /** Id of the message; undefined: a new one is made. */
  id?: string;
}
