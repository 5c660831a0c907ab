/** What the server does not let an account do; nothing of it outlives the process. */
export type Restriction =
  | {
      /** The account must not write to people it has no chat with. */
      kind: 'reachout_timelock';
      /** Seconds. */
      until?: number;
      enforcementType: string;
    }
  | {
      /** How many messages the account may send to new chats in a period. */
      kind: 'new_chat_message_cap';
      /** Seconds. */
      until?: number;
      totalQuota: number;
      usedQuota: number;
    };

export const RESTRICTION_KINDS = ['reachout_timelock', 'new_chat_message_cap'] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];

/** The timelock as WhatsApp's GraphQL answers name it (Baileys `fetchAccountReachoutTimelock`). */
export function timelock(restriction: Restriction | undefined) {
  if (restriction?.kind !== 'reachout_timelock') return { is_active: false };
  const { until, enforcementType } = restriction;
  return {
    is_active: true,
    time_enforcement_ends: until === undefined ? undefined : String(until),
    enforcement_type: enforcementType,
  };
}

/** The limit for new chats, likewise (Baileys `fetchNewChatMessageCap`). */
export function messageCap(restriction: Restriction | undefined) {
  if (restriction?.kind !== 'new_chat_message_cap') return { capping_status: 'NONE' };
  const { until, totalQuota, usedQuota } = restriction;
  return {
    capping_status: usedQuota >= totalQuota ? 'CAPPED' : 'FIRST_WARNING',
    total_quota: totalQuota,
    used_quota: usedQuota,
    cycle_end_timestamp: until === undefined ? undefined : String(until),
  };
}
