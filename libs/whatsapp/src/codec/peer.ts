import { proto } from '@whiskeysockets/baileys';
import { decodeMessage, encodedMessage } from './decode.js';

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
  const info = message.messageContextInfo;
  if (info?.messageSecret && info.messageSecret.length > 0) return message;
  // Of a field that comes twice, the last counts. Fields that WAProto does not have stay.
  const added = proto.Message.encode({ messageContextInfo: { ...info, messageSecret } }).finish();
  return decodeMessage(Buffer.concat([encodedMessage(message), added]));
}
