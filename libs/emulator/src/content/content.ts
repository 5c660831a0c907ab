import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import { type CalendarEvent, type EventAnswer, eventOf } from './calendar.js';
import { type ContactCard, contactsIn } from './contact-card.js';
import { type Location, locationIn } from './location.js';
import { productIn, type ShownProduct } from './order.js';
import { type Poll, pollCreation, pollIn } from './poll.js';
import { STATUS_JID } from '../wire/jid.js';
import type { Sealed } from './sealed.js';
import { textIn } from './text.js';
import { type MediaContent, readMedia } from './media-content.js';

/** A reference from one message to another. */
export interface MessageReference {
  id: string;
  /** Whether the author of the reference wrote the message. */
  fromMe: boolean;
  /** In groups, the JID of the message's author. */
  participant?: string;
}

export interface Quoted {
  id: string;
  text?: string;
  author?: string;
  /** Whether it is a status post. */
  status?: boolean;
}

/** How many files an album announces. */
export interface Album {
  images: number;
  videos: number;
}

/** What messages of any kind can carry. */
export interface Circumstances {
  quoted?: Quoted;
  mentions: string[];
  forwarded?: boolean;
  /** Seconds after which it disappears. */
  ephemeral?: number;
}

/** A message that appears in the chat. */
export interface MessageContent extends Circumstances {
  kind: 'message';
  type: string;
  text?: string;
  location?: Location;
  contacts?: ContactCard[];
  poll?: Poll;
  event?: CalendarEvent;
  product?: ShownProduct;
  media?: MediaContent;
  album?: Album;
  /** Id of the album that the file belongs to. */
  albumId?: string;
}

/** What a person sees in a message. */
export type Content =
  | MessageContent
  | { kind: 'edit'; target: MessageReference; text?: string }
  | { kind: 'delete'; target: MessageReference }
  | { kind: 'reaction'; target: MessageReference; emoji: string }
  | { kind: 'vote'; target: MessageReference; options: string[] }
  | { kind: 'pin'; target: MessageReference; pinned: boolean; seconds: number }
  | { kind: 'keep'; target: MessageReference; kept: boolean }
  | { kind: 'event_answer'; target: MessageReference; answer: EventAnswer; guests: number }
  | { kind: 'event_edit'; target: MessageReference; event: CalendarEvent }
  | {
      kind: 'sealed';
      holds: 'vote' | 'edit' | 'event_answer' | 'event_edit';
      target: MessageReference;
      sealed: Sealed;
    }
  | { kind: 'unopened'; type: string; target: MessageReference; reason: string }
  | { kind: 'other'; type: string };

/** A change of an existing message. */
export type Change = Extract<
  Content,
  { kind: 'edit' | 'delete' | 'reaction' | 'vote' | 'event_answer' | 'event_edit' | 'pin' | 'keep' }
>;

/**
 * Reads messages of one kind.
 * @param message without its wrappers
 * @param whole as it was sent
 * @returns undefined for other kinds
 */
export type ContentKind = (message: proto.IMessage, whole: proto.IMessage) => Content | undefined;

const { Type } = proto.Message.ProtocolMessage;
const { SecretEncType } = proto.Message.SecretEncryptedMessage;

function reference(key: proto.IMessageKey | null | undefined): MessageReference | undefined {
  if (!key?.id) return undefined;
  return { id: key.id, fromMe: key.fromMe === true, participant: key.participant ?? undefined };
}

function quoted(context: proto.IContextInfo | null | undefined): Quoted | undefined {
  if (!context?.stanzaId) return undefined;
  return {
    id: context.stanzaId,
    text: textIn(context.quotedMessage),
    author: context.participant ?? undefined,
    status: context.remoteJid === STATUS_JID || undefined,
  };
}

export function circumstances(context: proto.IContextInfo | null | undefined): Circumstances {
  return {
    quoted: quoted(context),
    mentions: context?.mentionedJid ?? [],
    forwarded: context?.isForwarded || undefined,
    ephemeral: context?.expiration || undefined,
  };
}

const edit: ContentKind = ({ protocolMessage }) => {
  const target = reference(protocolMessage?.key);
  if (protocolMessage?.type !== Type.MESSAGE_EDIT || !target) return undefined;
  return { kind: 'edit', target, text: textIn(protocolMessage.editedMessage) };
};

const revoke: ContentKind = ({ protocolMessage }) => {
  const target = reference(protocolMessage?.key);
  return target && protocolMessage?.type === Type.REVOKE ? { kind: 'delete', target } : undefined;
};

const reaction: ContentKind = ({ reactionMessage }) => {
  const target = reference(reactionMessage?.key);
  return target && { kind: 'reaction', target, emoji: reactionMessage?.text ?? '' };
};

const pin: ContentKind = ({ pinInChatMessage, messageContextInfo }, whole) => {
  const target = reference(pinInChatMessage?.key);
  const { messageAddOnDurationInSecs } = messageContextInfo ?? whole.messageContextInfo ?? {};
  const pinned = pinInChatMessage?.type === proto.Message.PinInChatMessage.Type.PIN_FOR_ALL;
  return target && { kind: 'pin', target, pinned, seconds: messageAddOnDurationInSecs ?? 0 };
};

const keep: ContentKind = ({ keepInChatMessage }) => {
  const target = reference(keepInChatMessage?.key);
  return (
    target && { kind: 'keep', target, kept: keepInChatMessage?.keepType === proto.KeepType.KEEP_FOR_ALL }
  );
};

const vote: ContentKind = ({ pollUpdateMessage }) => {
  const target = reference(pollUpdateMessage?.pollCreationMessageKey);
  const { encPayload: payload, encIv: iv } = pollUpdateMessage?.vote ?? {};
  return target && payload && iv
    ? { kind: 'sealed', holds: 'vote', target, sealed: { payload, iv } }
    : undefined;
};

const sealedEdit: ContentKind = ({ secretEncryptedMessage }) => {
  const target = reference(secretEncryptedMessage?.targetMessageKey);
  const { encPayload: payload, encIv: iv, secretEncType } = secretEncryptedMessage ?? {};
  if (!target || !payload || !iv) return undefined;
  const sealed = { payload, iv };
  if (secretEncType === SecretEncType.EVENT_EDIT)
    return { kind: 'sealed', holds: 'event_edit', target, sealed };
  return secretEncType === SecretEncType.MESSAGE_EDIT
    ? { kind: 'sealed', holds: 'edit', target, sealed }
    : undefined;
};

const eventAnswer: ContentKind = ({ encEventResponseMessage }) => {
  const target = reference(encEventResponseMessage?.eventCreationMessageKey);
  const { encPayload: payload, encIv: iv } = encEventResponseMessage ?? {};
  return target && payload && iv
    ? { kind: 'sealed', holds: 'event_answer', target, sealed: { payload, iv } }
    : undefined;
};

const location: ContentKind = (message) => {
  const place = locationIn(message);
  const context = (message.liveLocationMessage ?? message.locationMessage)?.contextInfo;
  return place && { kind: 'message', type: 'location', location: place, ...circumstances(context) };
};

const contact: ContentKind = (message) => {
  const contacts = contactsIn(message);
  const context = (message.contactMessage ?? message.contactsArrayMessage)?.contextInfo;
  return contacts && { kind: 'message', type: 'contact', contacts, ...circumstances(context) };
};

const poll: ContentKind = (message) => {
  const asked = pollIn(message);
  const context = pollCreation(message)?.contextInfo;
  return asked && { kind: 'message', type: 'poll', poll: asked, ...circumstances(context) };
};

const event: ContentKind = (message) => {
  const created = eventOf(message);
  const context = message.eventMessage?.contextInfo;
  return (
    created && {
      kind: 'message',
      type: 'event',
      text: created.name,
      event: created,
      ...circumstances(context),
    }
  );
};

const product: ContentKind = (message) => {
  const shown = productIn(message);
  const { body, contextInfo } = message.productMessage ?? {};
  return (
    shown && {
      kind: 'message',
      type: 'product',
      product: shown,
      text: body || undefined,
      ...circumstances(contextInfo),
    }
  );
};

const plain: ContentKind = ({ conversation, extendedTextMessage }) => {
  const text = extendedTextMessage?.text ?? conversation;
  if (text === null || text === undefined || (text === '' && !extendedTextMessage)) return undefined;
  return { kind: 'message', type: 'text', text, ...circumstances(extendedTextMessage?.contextInfo) };
};

const media: ContentKind = (message, whole) => {
  const found = readMedia(message, whole);
  return (
    found && {
      kind: 'message',
      type: found.kind,
      media: found,
      albumId: albumOf(message) ?? albumOf(whole),
      ...circumstances(found.contextInfo),
    }
  );
};

/** Id of the album that a message belongs to. */
function albumOf({ messageContextInfo }: proto.IMessage): string | undefined {
  const { associationType, parentMessageKey } = messageContextInfo?.messageAssociation ?? {};
  const { MEDIA_ALBUM } = proto.MessageAssociation.AssociationType;
  return associationType === MEDIA_ALBUM ? (parentMessageKey?.id ?? undefined) : undefined;
}

const album: ContentKind = ({ albumMessage }) =>
  albumMessage
    ? {
        kind: 'message',
        type: 'album',
        album: {
          images: albumMessage.expectedImageCount ?? 0,
          videos: albumMessage.expectedVideoCount ?? 0,
        },
        ...circumstances(albumMessage.contextInfo),
      }
    : undefined;

/** An invitation to be an admin of a channel. */
const channelInvite: ContentKind = ({ newsletterAdminInviteMessage: invite }) =>
  invite?.newsletterJid
    ? {
        kind: 'message',
        type: 'channel_invite',
        text: invite.caption ?? undefined,
        ...circumstances(invite.contextInfo),
      }
    : undefined;

const KINDS: readonly ContentKind[] = [
  edit,
  revoke,
  reaction,
  pin,
  keep,
  vote,
  sealedEdit,
  eventAnswer,
  location,
  contact,
  poll,
  event,
  product,
  channelInvite,
  album,
  plain,
  media,
];

function otherType(message: proto.IMessage): string {
  const names = Object.entries(message).filter(([, value]) => value !== null && value !== undefined);
  return names.find(([name]) => name !== 'messageContextInfo')?.[0] ?? 'empty';
}

/** Reads a message as its recipient sees it, without wrappers. */
export function readContent(message: proto.IMessage): Content {
  const content = normalizeMessageContent(message) ?? message;
  for (const kind of KINDS) {
    const found = kind(content, message);
    if (found) return found;
  }
  return { kind: 'other', type: otherType(content) };
}
