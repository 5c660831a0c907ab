import { proto } from '@whiskeysockets/baileys';
import { withSecret } from './wrapping.js';

/** Whether a message from our own phone contains history. */
export function bringsHistory(message: proto.IMessage): boolean {
  return Boolean(message.protocolMessage?.historySyncNotification);
}

/**
 * Reads messages that our own phone forwards, because they were encrypted only for the phone and this device asked for
 * them. Undefined if the message is no such answer. Unreadable parts are skipped.
 */
export function readResent(message: proto.IMessage): proto.IWebMessageInfo[] | undefined {
  const answer = message.protocolMessage?.peerDataOperationRequestResponseMessage;
  if (!answer) return undefined;
  return (answer.peerDataOperationResult ?? []).flatMap((result) => {
    const bytes = result.placeholderMessageResendResponse?.webMessageInfoBytes;
    if (!bytes || bytes.length === 0) return [];
    try {
      return [proto.WebMessageInfo.decode(bytes)];
    } catch {
      return [];
    }
  });
}

/** The message in a record of the phone, with its secret, which the record stores separately. */
export function messageIn({ message, messageSecret }: proto.IWebMessageInfo): proto.IMessage | undefined {
  if (!message || !messageSecret || messageSecret.length === 0) return message ?? undefined;
  return withSecret(message, messageSecret);
}
