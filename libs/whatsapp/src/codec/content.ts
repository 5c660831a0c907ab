import { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { MessageType } from '#libs/events';
import { readChange } from './changes.js';
import { contextIn, readContext } from './context.js';
import { CONTENT_NAMES, type ContentName, CONTENTS, type Row } from './contents.js';
import { fit } from './fitting.js';
import { beginning } from './limits.js';
import { readFiles } from './media.js';
import { PROTOCOL, protocolName } from './protocol.js';
import type { Content, Context, Quoted, Said, Told } from './said.js';
import { newFields, unknownContent } from './unknown.js';
import { unwrap, type Unwrapped } from './wrapping.js';

export type { Content, Said } from './said.js';

/** In how many mentions of a quoted text the LID is replaced. Only its text tells whom it mentions, and any digits look alike. */
const MOST_QUOTED_MENTIONS = 50;

/** What has limits of its own. Cards are cut as texts, before they are read. */
const APART: ReadonlySet<string> = new Set(['kind', 'type', 'text', 'caption']);

function nothing(what: string): Said {
  return { kind: 'nothing', what };
}

/** Determines the meaning of a message. */
export function interpret(message: proto.IMessage): Said {
  const unwrapped = unwrap(message);
  const { content } = unwrapped;
  if (content.protocolMessage) return interpretProtocol(unwrapped, content.protocolMessage);
  if (content.secretEncryptedMessage) return interpretSealed(content.secretEncryptedMessage);
  if (content.pollUpdateMessage) return interpretVote(content.pollUpdateMessage);
  if (content.reactionMessage) return interpretReaction(content.reactionMessage);
  const change = readChange(content, content.messageContextInfo ?? message.messageContextInfo);
  if (change) return change;
  for (const name of CONTENT_NAMES) {
    const found = readPart(name, content[name]);
    if (found) return contentOf(unwrapped, found.type, found.told);
  }
  return interpretRest(unwrapped);
}

/** Reads a part by its row of the table; undefined if the message lacks it, or its row names no type. */
function readPart<Name extends ContentName>(
  name: Name,
  part: proto.IMessage[Name],
): { type: MessageType; told: Told } | undefined {
  const row: Row<proto.IMessage[Name]> = CONTENTS[name];
  if (part === null || part === undefined || part === '') return undefined;
  if (typeof row === 'string' || !('read' in row)) return undefined;
  return { type: row.type, told: row.read(part) };
}

function contentOf(
  { content, viewOnce, parent }: Unwrapped,
  type: MessageType,
  { type: ownType, answers, expiresIn, ...told }: Told,
): Content {
  const { media, attachments, omitted } = readFiles(content, viewOnce);
  const info = contextIn(content);
  const context = info && readContext(info, readQuoted);
  const more: Context = {
    mentions: [],
    ...context,
    quoted: context?.quoted ?? answers,
    expiresIn: expiresIn ?? context?.expiresIn,
  };
  const says = context ?? answers ?? expiresIn;
  const made: Content = {
    kind: 'content',
    ...told,
    text: clipped(told.text),
    caption: clipped(told.caption),
    type: ownType ?? type,
    media,
    attachments,
    parent: told.parent ?? parent,
    context: says === undefined ? undefined : more,
  };
  const characters =
    omittedOf(told.text) + omittedOf(told.caption) + fit(made, APART) + (told.omitted?.characters ?? 0);
  const left = {
    ...told.omitted,
    ...(omitted !== undefined && { attachments: omitted }),
    ...(characters > 0 && { characters }),
  };
  return { ...made, omitted: Object.keys(left).length > 0 ? left : undefined };
}

/** The beginning of a text or a caption. */
function clipped(text: string | undefined): string | undefined {
  return text && beginning(text, LIMITS.textCharacters);
}

function omittedOf(text: string | undefined): number {
  return (text?.length ?? 0) - (clipped(text)?.length ?? 0);
}

/** A message of which nothing can be read: either nothing is for people, or it has something new. */
function interpretRest(unwrapped: Unwrapped): Said {
  const { content } = unwrapped;
  const present = CONTENT_NAMES.filter((name) => content[name]);
  const closed = present.filter((name) => CONTENTS[name] === 'wrapper');
  const fields = [...closed, ...newFields(content)];
  if (fields.length > 0) return contentOf(unwrapped, 'unknown', { unknown: unknownContent(content, fields) });
  return nothing(present[0] ?? 'empty');
}

function interpretProtocol(unwrapped: Unwrapped, protocol: proto.Message.IProtocolMessage): Said {
  const type = protocol.type ?? proto.Message.ProtocolMessage.Type.REVOKE;
  const name = protocolName(type);
  const field = `protocolMessage.${name ?? type}`;
  if (name === undefined)
    return contentOf(unwrapped, 'unknown', { unknown: unknownContent(unwrapped.content, [field]) });
  const row = PROTOCOL[name];
  if ('read' in row) return contentOf(unwrapped, row.type, row.read(protocol));
  const targetId = protocol.key?.id;
  if (!targetId) return nothing(field);
  if (name === 'REVOKE' && protocol.type === type) {
    const { fromMe, participant } = protocol.key ?? {};
    return { kind: 'delete', targetId, author: fromMe ? undefined : (participant ?? undefined) };
  }
  if (name === 'MESSAGE_EDIT' && protocol.editedMessage) {
    const edited = interpret(protocol.editedMessage);
    const text = edited.kind === 'content' ? (edited.text ?? edited.caption ?? '') : '';
    return { kind: 'edit', targetId, text, content: protocol.editedMessage };
  }
  return nothing(field);
}

/** All kinds change a message: its text, an event, or a poll. */
function interpretSealed(sealed: proto.Message.ISecretEncryptedMessage): Said {
  const { targetMessageKey, encPayload, encIv } = sealed;
  if (!targetMessageKey?.id || !encPayload || !encIv) return nothing('secretEncryptedMessage');
  return { kind: 'sealed-edit', targetId: targetMessageKey.id, sealed: { payload: encPayload, iv: encIv } };
}

function interpretVote({ pollCreationMessageKey, vote }: proto.Message.IPollUpdateMessage): Said {
  if (!pollCreationMessageKey?.id || !vote?.encPayload || !vote.encIv) return nothing('pollUpdateMessage');
  const { id, participant } = pollCreationMessageKey;
  const sealed = { payload: vote.encPayload, iv: vote.encIv };
  return { kind: 'vote', targetId: id, creator: participant ?? undefined, sealed };
}

function interpretReaction({ key, text }: proto.Message.IReactionMessage): Said {
  if (!key?.id) return nothing('reactionMessage');
  return { kind: 'reaction', targetId: key.id, emoji: beginning(text ?? '', LIMITS.nameCharacters) };
}

/** The kind of a quoted message, and a short text for it: its own, or the name of what it shows. */
function readQuoted(message: proto.IMessage): Pick<Quoted, 'type' | 'text' | 'mentions'> {
  const said = interpret(message);
  if (said.kind !== 'content') return {};
  const names = said.contacts?.map(({ name }) => name).join(', ');
  const { text, caption, location, media } = said;
  const shown = text || caption || location?.name || location?.address || names || media?.fileName;
  return { type: said.type, text: shown || undefined, mentions: mentionedIn(text || caption) };
}

function mentionedIn(text: string | undefined): string[] | undefined {
  const jids = new Set<string>();
  for (const [, digits] of text?.matchAll(/@(\d{5,20})(?!\d)/g) ?? []) {
    jids.add(`${digits}@lid`);
    if (jids.size === MOST_QUOTED_MENTIONS) break;
  }
  return jids.size > 0 ? [...jids] : undefined;
}
