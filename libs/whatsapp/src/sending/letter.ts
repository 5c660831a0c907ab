import type { proto } from '@whiskeysockets/baileys';
import type { MiawClient } from 'miaw-core';

/** What miaw-core answers to a send. */
export interface Sent {
  success: boolean;
  error?: string;
}

/** Something to be sent, before anything has happened to it. */
export interface Letter {
  /** Whom to, as it shall stand on the wire. */
  jid: string;
  /** Has miaw-core send it. */
  perform(client: MiawClient): Promise<Sent>;
  /** Properties of the content that miaw-core has no option for, or gets wrong. */
  amendments?: Record<string, unknown>;
  /** JIDs of who is mentioned. */
  mentions?: readonly string[];
  /** A last word on the message that Baileys made. */
  reshape?(message: proto.IMessage): proto.IMessage;
  /** A file is uploaded first, which takes longer. */
  upload?: boolean;
  /** Id of the message that this one changes. */
  about?: string;
}
