import type { Uid } from '../ids.js';

/** The right to an instance: to its connection, to what it sends, and to its deliveries. */
export interface Lease {
  instance: Uid;
  /** It grows with each change of hands: what is written under an earlier one is refused. */
  epoch: number;
}
