import type { KeyChanges } from '#libs/storage';
import type { Credentials } from './credentials.js';
import type { ForeignWebhook } from './foreign-webhook.js';

/** A session of another gateway. */
export interface ForeignSession {
  /** What the other gateway calls it, if that can be known. */
  name?: string;
  credentials: Credentials;
  keys: KeyChanges;
  webhooks: readonly ForeignWebhook[];
  /** What there is and is not imported, each in a sentence. */
  leftOut: readonly string[];
  /** The file with the credentials: without it, nobody starts the device there. */
  file: string;
}
