import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Lid } from '#libs/storage';
import { lidOf } from '../wire/jids.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { usersIn } from './usync.js';
import { timeIn } from './numbers.js';

/** The about text of a person. */
export interface About {
  about?: string;
  /** When the text was set, epoch ms. */
  aboutAt?: number;
}

/** A person in the answer to a query for the protocols `status` and `lid`. */
export interface Person extends About {
  lid?: Lid;
}

/**
 * Reads an answer about one person. A hidden about text is absent.
 * @throws WhatsAppFault as `usersIn`
 */
export function readPerson(answer: BinaryNode): Person {
  const [user] = usersIn(answer);
  const [status] = user ? childrenOf(user, 'status') : [];
  const [lid] = user ? childrenOf(user, 'lid') : [];
  return { ...readAbout(status), lid: lidOf(lid?.attrs['val']) };
}

function readAbout(status: BinaryNode | undefined): About {
  const about = status && textOf(status);
  if (!status || !about) return {};
  return { about, aboutAt: timeIn(status.attrs['t']) };
}
