import { type ChatJid, isObject, type ScheduledRow, type ScheduledState } from '#libs/storage';
import { WhatsAppFault } from '../faults.js';
import type { Draft } from './kinds/index.js';
import type { Outgoing } from './recipient.js';

/** When a message is to be sent, epoch ms. */
export interface Schedule {
  sendAt: number;
  /** Until when it may wait if it cannot be sent at `sendAt`. */
  sendBy: number;
}

/** When a message may leave. */
export interface Departure extends Schedule {
  /** Set if `sendAt` is a slot in the pace of the instance. */
  paced?: true;
}

/** The result of a send that is scheduled. */
export interface Scheduled {
  /** The id that the message will have. */
  messageId: string;
  /** Epoch ms. */
  timestamp: number;
  status: 'scheduled';
  /** Epoch ms. */
  sendAt: number;
}

/** A scheduled message, as callers see it. */
export interface ScheduledView extends Schedule {
  messageId: string;
  kind: string;
  /** The recipient as named in the request. */
  to: string;
  state: ScheduledState;
  error?: string;
  clientReference?: string;
  /** Epoch ms. */
  createdAt: number;
}

/** A message to forward in its state at that time. */
export interface ForwardDraft {
  kind: 'forward';
  messageId: string;
  chatId: ChatJid;
}

/** What is stored of a scheduled message until it is sent, as JSON in `scheduled.draft`. */
export interface KeptDraft {
  outgoing: Outgoing;
  draft: Draft | ForwardDraft;
}

export function isKeptDraft(value: unknown): value is KeptDraft {
  return isObject(value) && 'outgoing' in value && 'draft' in value;
}

/** A message to schedule. */
export interface Waiting extends KeptDraft {
  when: Departure;
  /** Default: a new id. */
  id?: string;
}

export function scheduledOf({
  id,
  created_at,
  send_at,
}: Pick<ScheduledRow, 'id' | 'created_at' | 'send_at'>): Scheduled {
  return { messageId: id, timestamp: created_at, status: 'scheduled', sendAt: send_at };
}

/** Whether a scheduled message was given up, or cancelled, before it left. */
export function isUnsent({ state }: Pick<ScheduledRow, 'state'>): boolean {
  return state === 'failed' || state === 'cancelled';
}

/** The error of a request whose scheduled message will not be sent. It had an effect: the message was scheduled. */
export function unsent({ id, state, error }: Pick<ScheduledRow, 'id' | 'state' | 'error'>): WhatsAppFault {
  const reason = error ?? undefined;
  return new WhatsAppFault('CONFLICT', 'the scheduled message was not sent', {
    messageId: id,
    state,
    reason,
  });
}

export function scheduledView(row: ScheduledRow): ScheduledView {
  return {
    messageId: row.id,
    kind: row.kind,
    to: row.recipient,
    sendAt: row.send_at,
    sendBy: row.send_by,
    state: row.state,
    error: row.error ?? undefined,
    clientReference: row.client_reference ?? undefined,
    createdAt: row.created_at,
  };
}
