import type { proto } from '@whiskeysockets/baileys';
import type { MiawClient } from 'miaw-core';
import type { Preview } from '../media/preview.js';

/** What miaw-core answers to a send. */
export interface Sent {
  success: boolean;
  error?: string;
}

/** Where a message comes from, as far as its sender has a use for that. */
export interface Origin {
  /** Id of the request that sends it, see the idempotency keys of storage. */
  request?: string;
  /** What the caller calls it; `message_status` events say it again. */
  clientReference?: string;
}

/** Something to be sent, before anything has happened to it. */
export interface Letter {
  /** Whom to, as it shall stand on the wire. */
  jid: string;
  /** Has miaw-core send it. */
  perform(client: MiawClient): Promise<Sent>;
  /** Properties of the content that miaw-core has no option for, or gets wrong. */
  amendments?: Record<string, unknown>;
  /** More properties of the content, which take work: asked for once, when the message is made. */
  preview?(): Promise<Preview>;
  /** JIDs of who is mentioned. */
  mentions?: readonly string[];
  /** A last word on the message that Baileys made. */
  reshape?(message: proto.IMessage): proto.IMessage;
  /** A file is uploaded first, which takes longer. */
  upload?: boolean;
  /** Id of the message that this one changes. */
  about?: string;
  origin?: Origin;
  /** Its id; a new one unless it has one already. */
  id?: string;
}
