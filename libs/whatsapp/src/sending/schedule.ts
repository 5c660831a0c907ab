import type { ScheduledRow, ScheduledState } from '#libs/storage';
import type { Draft } from './kinds/index.js';
import type { Outgoing } from './recipient.js';

/** When a message is to be sent, epoch ms. */
export interface Schedule {
  sendAt: number;
  /** Until when it may wait when it cannot be sent at that time. */
  sendBy: number;
}

/** When a message leaves. */
export interface Departure extends Schedule {
  /** It has its time by the pace of the instance. */
  paced?: true;
}

/** The answer to a send that waits. */
export interface Scheduled {
  /** The id that the message will have. */
  messageId: string;
  /** Epoch ms. */
  timestamp: number;
  status: 'scheduled';
  /** Epoch ms. */
  sendAt: number;
}

/** A message that is to be sent, or was. */
export interface ScheduledView extends Schedule {
  messageId: string;
  kind: string;
  /** As the request named it. */
  to: string;
  state: ScheduledState;
  error?: string;
  clientReference?: string;
  /** Epoch ms. */
  createdAt: number;
}

/** A known message that is sent once more, as it is by then. */
export interface ForwardDraft {
  kind: 'forward';
  messageId: string;
  /** Its canonical chat. */
  chatId: string;
}

/** What is kept of a message until it is sent: the JSON of `scheduled.draft`. */
export interface KeptDraft {
  outgoing: Outgoing;
  draft: Draft | ForwardDraft;
}

/** A message that is to be kept until its time. */
export interface Waiting extends KeptDraft {
  when: Departure;
}

export function scheduledOf({
  id,
  created_at,
  send_at,
}: Pick<ScheduledRow, 'id' | 'created_at' | 'send_at'>): Scheduled {
  return { messageId: id, timestamp: created_at, status: 'scheduled', sendAt: send_at };
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
