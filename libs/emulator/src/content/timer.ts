import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import { nowSeconds } from '../wire/ids.js';
import type { Draft } from './drafts.js';

const { EPHEMERAL_SETTING } = proto.Message.ProtocolMessage.Type;

/** The change of a chat's timer. @param ephemeralExpiration seconds; 0 turns it off */
export function timerDraft(ephemeralExpiration: number): Draft {
  const setting = { type: EPHEMERAL_SETTING, ephemeralExpiration, ephemeralSettingTimestamp: nowSeconds() };
  return { type: 'text', message: { protocolMessage: setting } };
}

/** The timer in seconds that a message sets for its chat; undefined if it does not. */
export function timerIn(message: proto.IMessage): number | undefined {
  const setting = normalizeMessageContent(message)?.protocolMessage;
  return setting?.type === EPHEMERAL_SETTING ? (setting.ephemeralExpiration ?? 0) : undefined;
}
