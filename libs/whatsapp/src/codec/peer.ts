import { proto } from '@whiskeysockets/baileys';

/** Whether our own phone brings history with this message. */
export function bringsHistory(message: proto.IMessage): boolean {
  return Boolean(message.protocolMessage?.historySyncNotification);
}

/**
 * Messages that our own phone sends on, because they were encrypted for the phone alone and this device asked
 * for them. Undefined when the message is no such answer. What cannot be read in it is passed over.
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

/** The message of a phone's record, with the secret that the record keeps beside it. */
export function messageIn({ message, messageSecret }: proto.IWebMessageInfo): proto.IMessage | undefined {
  if (!message || !messageSecret || messageSecret.length === 0) return message ?? undefined;
  const info = message.messageContextInfo;
  if (info?.messageSecret && info.messageSecret.length > 0) return message;
  return { ...message, messageContextInfo: { ...info, messageSecret } };
}
