import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Lid } from '#libs/storage';
import { lidOf } from '../wire/jids.js';
import type { Query } from '../wire/query.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { usersIn } from './usync.js';

/** The about text of a person. */
export interface About {
  about?: string;
  /** When the text was set, epoch ms. */
  aboutAt?: number;
}

/** The profile of a business. */
export interface Business {
  description?: string;
  category?: string;
  email?: string;
  websites: string[];
  address?: string;
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
  const at = Number(status.attrs['t'] ?? 0);
  return { about, aboutAt: at > 0 ? at * 1000 : undefined };
}

export function businessQuery(jid: string): Query {
  const profile = { tag: 'profile', attrs: { jid } };
  const content = [{ tag: 'business_profile', attrs: { v: '244' }, content: [profile] }];
  return { xmlns: 'w:biz', type: 'get', content };
}

/** Reads a business profile. Undefined if the account is not a business. */
export function readBusiness(answer: BinaryNode): Business | undefined {
  const [root] = childrenOf(answer, 'business_profile');
  const [profile] = root ? childrenOf(root, 'profile') : [];
  if (!profile) return undefined;
  const text = (tag: string): string | undefined => {
    const [node] = childrenOf(profile, tag);
    return (node && textOf(node)) || undefined;
  };
  const [categories] = childrenOf(profile, 'categories');
  const [category] = categories ? childrenOf(categories, 'category') : [];
  return {
    description: text('description'),
    category: (category && textOf(category)) || undefined,
    email: text('email'),
    websites: childrenOf(profile, 'website').flatMap((node) => textOf(node) || []),
    address: text('address'),
  };
}
