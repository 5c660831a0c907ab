import type { Clock, Logger } from '#libs/observability';
import type { Storage, Uid } from '#libs/storage';
import type { Uplink } from './uplink.js';

/** What all parts of one instance share. */
export interface InstanceContext {
  readonly instance_id: string;
  readonly uid: Uid;
  readonly storage: Storage;
  readonly uplink: Uplink;
  readonly clock: Clock;
  /** Adds the instance's id to every line. */
  readonly log: Logger;
}
