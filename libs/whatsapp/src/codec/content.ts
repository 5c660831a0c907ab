import { proto } from '@whiskeysockets/baileys';
import type { ContactCard, LocationInfo, MediaInfo, MessageType, PollInfo } from '#libs/events';
import { readCards } from './cards.js';
import { type Change, readChange } from './changes.js';
import type { SealedEdit } from './edits.js';
import { readMedia } from './media.js';
import { readPoll, type SealedVote } from './polls.js';
import { formText, words } from './texts.js';
import { unwrap } from './wrapping.js';

/** The meaning of a payload, without its author and chat. */
export type Said =
  | Content
  | Change
  | { kind: 'edit'; targetId: string; text: string; content: proto.IMessage }
  /** An edit that can only be decrypted with the secret of the original message. */
  | { kind: 'sealed-edit'; targetId: string; sealed: SealedEdit }
  | { kind: 'delete'; targetId: string }
  | { kind: 'reaction'; targetId: string; emoji: string }
  | { kind: 'vote'; targetId: string; creator?: string; sealed: SealedVote }
  /** Nothing from a person: keys, settings, receipts of other kinds. */
  | { kind: 'nothing' };

/** The content of a message in a chat. */
export interface Content {
  kind: 'content';
  type: MessageType;
  text?: string;
  caption?: string;
  media?: MediaInfo;
  location?: LocationInfo;
  contacts?: ContactCard[];
  poll?: PollInfo;
  context?: Context;
}

/** What a message refers to. JIDs are as on the wire. */
export interface Context {
  quoted?: { id: string; participant?: string; text?: string };
  mentions: string[];
}

const NOTHING: Said = { kind: 'nothing' };

/** Determines the meaning of a message. */
export function interpret(message: proto.IMessage): Said {
  const { content, viewOnce } = unwrap(message);
  if (content.protocolMessage) return interpretProtocol(content.protocolMessage);
  if (content.secretEncryptedMessage) return interpretSealed(content.secretEncryptedMessage);
  if (content.pollUpdateMessage) return interpretVote(content.pollUpdateMessage);
  if (content.reactionMessage) return interpretReaction(content.reactionMessage);
  const change = readChange(content, content.messageContextInfo ?? message.messageContextInfo);
  if (change) return change;
  const said = readContent(content, viewOnce);
  return said ? { kind: 'content', ...said, context: readContext(contextIn(content)) } : NOTHING;
}

function interpretProtocol(protocol: proto.Message.IProtocolMessage): Said {
  const { Type } = proto.Message.ProtocolMessage;
  const targetId = protocol.key?.id;
  if (!targetId) return NOTHING;
  if (protocol.type === Type.REVOKE) return { kind: 'delete', targetId };
  if (protocol.type === Type.MESSAGE_EDIT && protocol.editedMessage) {
    const edited = interpret(protocol.editedMessage);
    const text = edited.kind === 'content' ? (edited.text ?? edited.caption ?? '') : '';
    return { kind: 'edit', targetId, text, content: protocol.editedMessage };
  }
  return NOTHING;
}

/** All kinds are edits: of messages, of events, of polls. */
function interpretSealed(sealed: proto.Message.ISecretEncryptedMessage): Said {
  const { targetMessageKey, encPayload, encIv } = sealed;
  if (!targetMessageKey?.id || !encPayload || !encIv) return NOTHING;
  return { kind: 'sealed-edit', targetId: targetMessageKey.id, sealed: { payload: encPayload, iv: encIv } };
}

function interpretVote({ pollCreationMessageKey, vote }: proto.Message.IPollUpdateMessage): Said {
  if (!pollCreationMessageKey?.id || !vote?.encPayload || !vote.encIv) return NOTHING;
  const { id, participant } = pollCreationMessageKey;
  const sealed = { payload: vote.encPayload, iv: vote.encIv };
  return { kind: 'vote', targetId: id, creator: participant ?? undefined, sealed };
}

function interpretReaction({ key, text }: proto.Message.IReactionMessage): Said {
  return key?.id ? { kind: 'reaction', targetId: key.id, emoji: text ?? '' } : NOTHING;
}

/** Parts of a message that are no content of their own: technical ones, and changes of earlier messages. */
const SILENT = new Set([
  'senderKeyDistributionMessage',
  'fastRatchetKeySenderKeyDistributionMessage',
  'messageContextInfo',
  'deviceSentMessage',
  'encEventResponseMessage',
  'encCommentMessage',
  'scheduledCallEditMessage',
  'stickerSyncRmrMessage',
  'callLogMesssage',
  'encReactionMessage',
  'keepInChatMessage',
  'pinInChatMessage',
  'messageHistoryBundle',
  'messageHistoryNotice',
  'placeholderMessage',
  // Announces how many pictures follow, each in a separate message.
  'albumMessage',
]);

function readContent(content: proto.IMessage, viewOnce: boolean): Omit<Content, 'kind'> | undefined {
  const text = content.conversation || content.extendedTextMessage?.text;
  if (text) return { type: 'text', text };
  const media = readMedia(content, viewOnce);
  if (media) return media;
  const place = readPlace(content);
  if (place) return place;
  const contacts = readCards(content);
  if (contacts) return { type: 'contact', contacts };
  const poll = readPoll(content);
  if (poll) return { type: 'poll', text: poll.name || undefined, poll };
  const form = formText(content);
  if (form) return { type: 'text', text: form };
  if (content.extendedTextMessage) return { type: 'text', text: '' };
  const spoken = Object.entries(content).some(([name, value]) => value && !SILENT.has(name));
  return spoken ? { type: 'unknown', text: words(content) } : undefined;
}

function readPlace(content: proto.IMessage): Omit<Content, 'kind'> | undefined {
  const { locationMessage, liveLocationMessage } = content;
  const place = locationMessage ?? liveLocationMessage;
  if (!place) return undefined;
  const live = liveLocationMessage ? true : locationMessage?.isLive;
  return {
    type: 'location',
    caption: locationMessage?.comment || liveLocationMessage?.caption || undefined,
    location: {
      latitude: place.degreesLatitude ?? 0,
      longitude: place.degreesLongitude ?? 0,
      name: locationMessage?.name || undefined,
      address: locationMessage?.address || undefined,
      live: live || undefined,
    },
  };
}

/** The context of the first part of the message that has one. */
function contextIn(content: proto.IMessage): proto.IContextInfo | undefined {
  for (const part of Object.values(content)) {
    if (typeof part === 'object' && part && 'contextInfo' in part && part.contextInfo)
      return part.contextInfo;
  }
  return undefined;
}

function readContext(info: proto.IContextInfo | undefined): Context | undefined {
  if (!info) return undefined;
  const context: Context = { mentions: info.mentionedJid ?? [] };
  if (info.stanzaId) {
    context.quoted = {
      id: info.stanzaId,
      participant: info.participant ?? undefined,
      text: info.quotedMessage ? shortText(info.quotedMessage) : undefined,
    };
  }
  return context;
}

/** A short text for a message: its own text, or the name of what it shows. */
function shortText(message: proto.IMessage): string | undefined {
  const said = interpret(message);
  if (said.kind !== 'content') return undefined;
  const names = said.contacts?.map(({ name }) => name).join(', ');
  return (
    said.text ||
    said.caption ||
    said.location?.name ||
    said.location?.address ||
    names ||
    said.media?.fileName
  );
}
