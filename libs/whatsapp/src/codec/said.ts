import type { proto } from '@whiskeysockets/baileys';
import type { MessagePayload, ParentMessage, QuotedMessage, Referral } from '#libs/events';
import type { Change } from './changes.js';
import type { SealedEdit } from './edits.js';

/** An encrypted vote, which can only be read with the poll. */
export interface SealedVote {
  payload: Uint8Array;
  iv: Uint8Array;
}

/** The meaning of a payload, without its author and chat. */
export type Said =
  | Content
  | Change
  | { kind: 'edit'; targetId: string; text: string; content: proto.IMessage }
  /** An edit that can only be decrypted with the secret of the original message. */
  | { kind: 'sealed-edit'; targetId: string; sealed: SealedEdit }
  /** `author` is set if somebody claims to delete the message of somebody else: the JID as on the wire. */
  | { kind: 'delete'; targetId: string; author?: string }
  | { kind: 'reaction'; targetId: string; emoji: string }
  | { kind: 'vote'; targetId: string; creator?: string; sealed: SealedVote }
  /** Nothing from a person: keys, settings, receipts of other kinds. `what` is the name of its field, or `empty`. */
  | { kind: 'nothing'; what: string };

/** What a part of a message contributes to the payload. JIDs are as on the wire. */
export type Told = Pick<
  MessagePayload,
  | 'text'
  | 'caption'
  | 'media'
  | 'attachments'
  | 'location'
  | 'contacts'
  | 'poll'
  | 'actions'
  | 'choice'
  | 'order'
  | 'product'
  | 'payment'
  | 'groupInvite'
  | 'channelInvite'
  | 'calendarEvent'
  | 'notice'
  | 'unavailable'
  | 'unknown'
  | 'omitted'
> & {
  /** Replaces the type that the table names for the part. */
  type?: MessagePayload['type'];
  /** Seconds after which messages of the chat disappear, if the part changes that. */
  expiresIn?: number;
  /** The message that the part answers, if it does not say so in its context. */
  answers?: Context['quoted'];
  /** The message to which the part belongs. */
  parent?: ParentMessage;
};

/** The content of a message in a chat. */
export interface Content extends Omit<Told, 'type' | 'answers' | 'expiresIn'> {
  kind: 'content';
  type: MessagePayload['type'];
  context?: Context;
}

/** The message that is replied to. */
export interface Quoted extends QuotedMessage {
  /** LIDs of those whom its text may mention. A reply repeats its text, but not always its list of mentions. */
  mentions?: string[];
}

/** What a message refers to. JIDs are as on the wire. */
export interface Context {
  quoted?: Quoted;
  mentions: string[];
  /** How many mentions were left out. */
  omittedMentions?: number;
  mentionsAll?: boolean;
  forwarded?: boolean;
  forwardingScore?: number;
  /** Seconds. */
  expiresIn?: number;
  referral?: Referral;
}
