import type { Chat, ConnectionStatus, FoundMessage, Instance } from '../../../packages/client/src/index.js';

/** An instance as a model needs it: without addresses, which may hold tokens. */
export function shownInstance({ instanceId, status }: Instance): object {
  return { instance: instanceId, status };
}

export function shownStatus(status: ConnectionStatus): object {
  const { status: state, reason, phone, name, connectedAt, lastDisconnect, restriction } = status;
  return { status: state, reason, phone, name, connectedAt, lastDisconnect, restriction };
}

export function shownChat(chat: Chat): object {
  const { chatId, name, isGroup, unreadCount, lastMessageAt, archived, lastMessage } = chat;
  return {
    chat: chatId,
    name,
    isGroup,
    unread: unreadCount,
    lastMessageAt,
    ...(archived && { archived }),
    ...(lastMessage && { lastMessage: shownMessage(lastMessage) }),
  };
}

/** A message without what only programs need. What is not set is left out when it becomes JSON. */
export function shownMessage(message: Omit<FoundMessage, 'snippet'>): object {
  const { id, chatId, timestamp, fromMe, senderName, senderPhone, participant, type, text, caption } =
    message;
  const { media, location, contacts, poll, choice, quoted, status, editedAt, deletedAt, unavailable } =
    message;
  return {
    id,
    chat: chatId,
    at: new Date(timestamp * 1000).toISOString(),
    ...(fromMe ? { fromMe, status } : { from: senderName, phone: senderPhone, participant }),
    type,
    text,
    caption,
    media: media && { mimetype: media.mimetype, fileName: media.fileName, sizeBytes: media.sizeBytes },
    location,
    contacts: contacts?.map(({ name, phones }) => ({ name, phones })),
    poll,
    choice,
    answers: quoted && { id: quoted.id, text: quoted.text },
    editedAt,
    deletedAt,
    unavailable,
  };
}
