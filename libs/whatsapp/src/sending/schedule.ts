import type { ScheduledRow, ScheduledState } from '#libs/storage';
import type { Draft, ForwardDraft, Outgoing } from './draft.js';

/** When a message is to be sent, epoch ms. */
export interface Schedule {
  sendAt: number;
  /** Until when it may wait when it cannot be sent at that time. */
  sendBy: number;
}

/** The answer to a send that waits. */
export interface Scheduled {
  /** What the message will be called. */
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

/** What is kept of a message until it is sent. */
export interface KeptDraft {
  outgoing: Outgoing;
  draft: Draft | ForwardDraft;
}

/** A message that is to be kept. */
export interface Waiting extends KeptDraft {
  when: Schedule & {
    /** It has its time by the pace of the instance. */
    paced?: true;
  };
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
