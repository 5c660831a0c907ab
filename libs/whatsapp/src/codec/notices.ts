import { proto } from '@whiskeysockets/baileys';
import type { MessageNotice } from '#libs/events';
import { numberOf } from './numbers.js';
import type { Told } from './said.js';

type Protocol = proto.Message.IProtocolMessage;

/** A notice of which only the kind is known. */
export function readNotice(kind: MessageNotice['kind']) {
  return (): Told => ({ notice: { kind } });
}

export function readTimer({ ephemeralExpiration }: Protocol): Told {
  const expiresIn = ephemeralExpiration ?? 0;
  return { notice: { kind: 'disappearing', enabled: expiresIn > 0 }, expiresIn };
}

export function readStatusMention({ key }: Protocol): Told {
  return { notice: { kind: 'status_mention', messageId: key?.id || undefined } };
}

export function readLimitSharing({ limitSharing }: Protocol): Told {
  return { notice: { kind: 'limit_sharing', enabled: limitSharing?.sharingLimited ?? undefined } };
}

export function readMemberLabel({ memberLabel }: Protocol): Told {
  return { text: memberLabel?.label || undefined, notice: { kind: 'member_label' } };
}

export function readThreadControl({ cloudApiThreadControlNotification: news }: Protocol): Told {
  const { CONTROL_TAKEN } = proto.Message.CloudAPIThreadControlNotification.CloudAPIThreadControl;
  return {
    text: news?.notificationContent?.handoffNotificationText || undefined,
    notice: { kind: 'thread_control', enabled: news?.status === CONTROL_TAKEN },
  };
}

export function readHistoryShared(history: {
  messageHistoryMetadata?: proto.Message.IMessageHistoryMetadata | null;
}): Told {
  const messageCount = numberOf(history.messageHistoryMetadata?.messageCount);
  return { notice: { kind: 'history_shared', messageCount } };
}

export function readStatusNews({ type, originalMessageKey }: proto.Message.IStatusNotificationMessage): Told {
  const { STATUS_ADD_YOURS } = proto.Message.StatusNotificationMessage.StatusNotificationType;
  const kind = type === STATUS_ADD_YOURS ? 'status_reaction' : 'status_reshared';
  return { notice: { kind, messageId: originalMessageKey?.id || undefined } };
}

export function readStatusSticker({ key }: proto.Message.IStatusStickerInteractionMessage): Told {
  return { notice: { kind: 'status_reaction', messageId: key?.id || undefined } };
}

export function readBroadcast({ caption }: proto.Message.IBCallMessage): Told {
  return { text: caption || undefined, notice: { kind: 'live_broadcast' } };
}

export function readSharedChat({ displayName }: proto.Message.IChat): Told {
  return { text: displayName || undefined, notice: { kind: 'chat_shared' } };
}
