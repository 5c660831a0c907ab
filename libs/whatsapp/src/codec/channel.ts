import { isNewsletter } from '../wire/jids.js';
import { isJson, type Json, listIn, objectIn, textIn } from './json.js';
import { millisecondsOf } from './numbers.js';

export const CHANNEL_ROLES = ['owner', 'admin', 'subscriber', 'guest'] as const;
/** The account's role in a channel. `guest`: it does not follow the channel. */
export type ChannelRole = (typeof CHANNEL_ROLES)[number];

export const CHANNEL_STATES = ['active', 'suspended', 'geosuspended', 'deleted', 'unknown'] as const;
/** `geosuspended`: not available in some countries. `unknown`: a state that this version does not know. */
export type ChannelState = (typeof CHANNEL_STATES)[number];

/** What WhatsApp says about a channel. */
export interface ChannelFacts {
  jid: string;
  name: string;
  description?: string;
  inviteCode?: string;
  /** Undefined where WhatsApp does not report it, as in the list of followed channels. */
  followers?: number;
  verified: boolean;
  state: ChannelState;
  role?: ChannelRole;
  /** Undefined if the account does not follow the channel. */
  muted?: boolean;
  /** Epoch ms. */
  createdAt?: number;
  hasPicture: boolean;
}

/**
 * Reads a channel in WhatsApp's GraphQL (zapo `WaMexFetchNewsletterResponse`, whatsapp-rust `parse_newsletter_metadata`).
 * Roles and states come in upper or lower case, numbers as texts.
 * @returns undefined for the answer to an unknown JID or code, which has no id
 */
export function readChannel(value: unknown): ChannelFacts | undefined {
  if (!isJson(value)) return undefined;
  const jid = textIn(value, 'id');
  if (jid === undefined || !isNewsletter(jid)) return undefined;
  const thread = objectIn(value, 'thread_metadata');
  const viewer = objectIn(value, 'viewer_metadata');
  const createdAt = countIn(thread, 'creation_time');
  return {
    jid,
    name: textIn(objectIn(thread, 'name'), 'text') ?? '',
    description: textIn(objectIn(thread, 'description'), 'text'),
    inviteCode: textIn(thread, 'invite'),
    followers: countIn(thread, 'subscribers_count'),
    verified: textIn(thread, 'verification')?.toLowerCase() === 'verified',
    state: stateOf(textIn(objectIn(value, 'state'), 'type')),
    role: roleOf(textIn(viewer, 'role')),
    muted: mutedIn(viewer),
    createdAt: millisecondsOf(createdAt),
    hasPicture:
      textIn(objectIn(thread, 'picture') ?? objectIn(thread, 'preview'), 'direct_path') !== undefined,
  };
}

/** The channels of a list; entries without an id are left out, as WhatsApp Web does. */
export function readChannels(value: unknown): ChannelFacts[] {
  return Array.isArray(value) ? value.flatMap((each) => readChannel(each) ?? []) : [];
}

export function roleOf(text: string | undefined): ChannelRole | undefined {
  return CHANNEL_ROLES.find((role) => role === text?.toLowerCase());
}

export function stateOf(text: string | undefined): ChannelState {
  if (text === undefined) return 'active';
  return CHANNEL_STATES.find((state) => state === text.toLowerCase()) ?? 'unknown';
}

/**
 * Whether the account has muted the posts of a channel: in WhatsApp Web's list of settings, or in the field of earlier
 * versions (whatsmeow `NewsletterViewerMetadata`).
 */
export function mutedIn(viewer: Json | undefined): boolean | undefined {
  const setting = listIn(viewer, 'settings').find(({ type }) => type === 'MUTE_ADMIN_ACTIVITY');
  const value = textIn(setting, 'value') ?? textIn(viewer, 'mute');
  return value === undefined ? undefined : value.toUpperCase() === 'ON';
}

/** A whole number, which GraphQL answers write as a number or as a text. */
export function countIn(json: Json | undefined, name: string): number | undefined {
  const text = textIn(json, name);
  const value = text === undefined ? NaN : Number(text);
  return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
