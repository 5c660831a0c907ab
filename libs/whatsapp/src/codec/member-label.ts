import { proto } from '@whiskeysockets/baileys';
import { numberOf } from './numbers.js';
import { plausible } from './times.js';
import { unwrap } from './wrapping.js';

/** The longest label that WhatsApp's apps accept (Baileys' `updateMemberLabel`), in UTF-16 code units. */
export const LONGEST_LABEL = 30;
/** What is stored of a longer one that somebody sends. */
const MOST_KEPT = 100;

/** What a member calls their role in a group. */
export interface LabelChange {
  /** Empty if it was removed. */
  label: string;
  /** Epoch ms. */
  at: number;
}

/**
 * Reads a change of the sender's own label. A message without a label removes it (WhatsApp Web's
 * `WAWebHandleMemberLabelChange`), which Baileys does not report.
 * @param sentAt when the message was sent, epoch ms
 * @returns undefined if the message is something else
 */
export function labelChangeIn(message: proto.IMessage, sentAt: number): LabelChange | undefined {
  const { protocolMessage } = unwrap(message).content;
  const { GROUP_MEMBER_LABEL_CHANGE } = proto.Message.ProtocolMessage.Type;
  if (protocolMessage?.type !== GROUP_MEMBER_LABEL_CHANGE || !protocolMessage.memberLabel) return undefined;
  return readLabel(protocolMessage.memberLabel, sentAt);
}

/** @param now epoch ms; replaces impossible times */
export function readLabel({ label, labelTimestamp }: proto.IMemberLabel, now: number): LabelChange {
  const at = (numberOf(labelTimestamp) ?? 0) * 1_000;
  return { label: (label ?? '').slice(0, MOST_KEPT), at: plausible(at, now) };
}
