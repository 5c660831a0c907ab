import type { Clock, Logger } from '#libs/observability';
import type { Storage } from '#libs/storage';
import type { Uplink } from './uplink.js';

/** What every part of one instance is built over. */
export interface InstanceContext {
  readonly instance_id: string;
  /** Key of the instance's rows: an id may be used again after a deletion, a uid never is. */
  readonly uid: string;
  readonly storage: Storage;
  readonly uplink: Uplink;
  readonly clock: Clock;
  /** Writes the instance's id with every line. */
  readonly log: Logger;
}
