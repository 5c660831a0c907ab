import { proto } from '@whiskeysockets/baileys';
import { numberOf } from './numbers.js';
import { unwrap } from './wrapping.js';

/** The times after which WhatsApp's apps let messages disappear, in seconds; 0: never. */
export const DISAPPEARING_SECONDS = [0, 86_400, 7 * 86_400, 90 * 86_400] as const;

/** After how long the messages of a chat disappear. */
export interface Timer {
  /** 0: they stay. */
  seconds: number;
  /** When it was set, epoch seconds; undefined if that is not told. */
  setAt?: number;
}

/** The timer that a message sets for its chat. Undefined for all other messages. */
export function timerSetBy(message: proto.IMessage): Timer | undefined {
  const { protocolMessage } = unwrap(message).content;
  if (protocolMessage?.type !== proto.Message.ProtocolMessage.Type.EPHEMERAL_SETTING) return undefined;
  const { ephemeralExpiration, ephemeralSettingTimestamp } = protocolMessage;
  return timer(ephemeralExpiration ?? 0, ephemeralSettingTimestamp);
}

/**
 * The timer that a message sets, or carries because its chat has one. Undefined for all other messages: they do not show
 * that the chat has none, because some apps never carry it.
 */
export function timerIn(message: proto.IMessage): Timer | undefined {
  const { content } = unwrap(message);
  if (content.protocolMessage) return timerSetBy(message);
  for (const part of Object.values(content)) {
    if (typeof part !== 'object' || !part || !('contextInfo' in part)) continue;
    const { expiration, ephemeralSettingTimestamp } = part.contextInfo ?? {};
    if (expiration) return timer(expiration, ephemeralSettingTimestamp);
  }
  return undefined;
}

/** @param setAt epoch seconds, as protobufs contain them */
export function timer(seconds: number, setAt: Parameters<typeof numberOf>[0]): Timer {
  return { seconds, setAt: numberOf(setAt) || undefined };
}
