import { Fields } from '../fields.js';
import {
  fileJson,
  type FileReference,
  type MediaDetails,
  readDetails,
  readFile,
} from '../media/file-reference.js';
import type { Journal, Json } from '../state/journal.js';
import type { Content, Quoted } from './content.js';

export interface Reaction {
  from: string;
  emoji: string;
  at: number;
}

/** A message on a person's phone, as the control API shows it. */
export interface ChatMessage {
  id: string;
  /** Phone JID of the author. */
  from: string;
  fromLid?: string;
  /** The device that wrote it; 0 is the author's phone. */
  device: number;
  /** The chat as the sender wrote it, without device. */
  to: string;
  /** Phone of the other side of the chat. */
  peer: string;
  /** Written by this account. */
  fromMe: boolean;
  /** Written on this very phone through the control API. */
  onPhone: boolean;
  type: string;
  text?: string;
  caption?: string;
  media?: MediaDetails;
  /** How the phone gets at the file. */
  file?: FileReference;
  quoted?: Quoted;
  mentions?: string[];
  forwarded?: boolean;
  edited: boolean;
  deleted: boolean;
  read: boolean;
  reactions: Reaction[];
  /** Seconds, the server's. */
  timestamp: number;
}

/** Something that happened on a person's phone, in order. */
export interface ChatEvent {
  sequence: number;
  /** Milliseconds. */
  at: number;
  kind: string;
  [detail: string]: Json;
}

const KEPT = 20_000;

function readQuoted(fields: Fields | undefined): Quoted | undefined {
  return (
    fields && {
      id: fields.text('id'),
      text: fields.optionalText('text'),
      author: fields.optionalText('author'),
    }
  );
}

function readMessage(fields: Fields): ChatMessage {
  const media = fields.optionalChild('media');
  const file = fields.optionalChild('file');
  return {
    id: fields.text('id'),
    from: fields.text('from'),
    fromLid: fields.optionalText('fromLid'),
    device: fields.integer('device'),
    to: fields.text('to'),
    peer: fields.text('peer'),
    fromMe: fields.flag('fromMe'),
    onPhone: fields.flag('onPhone'),
    type: fields.text('type'),
    text: fields.optionalText('text'),
    caption: fields.optionalText('caption'),
    media: media && readDetails(media),
    file: file && readFile(file),
    quoted: readQuoted(fields.optionalChild('quoted')),
    mentions: fields.has('mentions') ? fields.texts('mentions') : undefined,
    forwarded: fields.optionalFlag('forwarded'),
    edited: fields.flag('edited'),
    deleted: fields.flag('deleted'),
    read: fields.flag('read'),
    reactions: fields.records('reactions').map((entry) => ({
      from: entry.text('from'),
      emoji: entry.text('emoji'),
      at: entry.integer('at'),
    })),
    timestamp: fields.integer('timestamp'),
  };
}

function messageJson(message: ChatMessage): Json {
  const { quoted, reactions, media, file, ...rest } = message;
  return {
    ...rest,
    media: media && { ...media },
    file: file && fileJson(file),
    quoted: quoted && { ...quoted },
    reactions: reactions.map((entry) => ({ ...entry })),
  };
}

/** The messages and happenings on one phone, in order of arrival. */
export class ChatLog {
  private readonly entries = new Map<string, ChatMessage>();
  private readonly happened: ChatEvent[] = [];
  private readonly seen = new Set<string>();
  private nextEvent = 1;

  constructor(
    private readonly journal: Journal,
    private readonly phone: string,
  ) {
    for (const [name, value] of journal.entries(`inbox/${phone}/`)) {
      const message = readMessage(Fields.of(value, name));
      this.entries.set(this.key(message.peer, message.id), message);
      this.seen.add(this.key(message.peer, message.id));
    }
    for (const [, value] of journal.entries(`event/${phone}/`)) this.restoreEvent(value);
  }

  get messages(): ChatMessage[] {
    return [...this.entries.values()];
  }

  get events(): ChatEvent[] {
    return this.happened;
  }

  /** The messages with that id; more than one when different chats use the same. */
  find(id: string, peer?: string): ChatMessage[] {
    return this.messages.filter(
      (message) => message.id === id && (peer === undefined || message.peer === peer),
    );
  }

  /** Whether this is the first time that something with that id comes in that chat; resends are not. */
  isNew(peer: string, id: string): boolean {
    const key = this.key(peer, id);
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  add(message: ChatMessage): void {
    this.entries.set(this.key(message.peer, message.id), message);
    this.save(message);
    if (this.entries.size <= KEPT) return;
    const [oldest] = this.entries;
    if (!oldest) return;
    this.entries.delete(oldest[0]);
    this.journal.delete(`inbox/${this.phone}/${oldest[0]}`);
  }

  /** Keeps a change that was made to a message. */
  save(message: ChatMessage): void {
    this.journal.put(`inbox/${this.phone}/${this.key(message.peer, message.id)}`, () => messageJson(message));
  }

  /**
   * Applies an edit, deletion or reaction to its target in the chat with `peer`.
   * @param author phone JID of whoever changes something
   * @param own whether this account did it
   */
  change(
    content: Exclude<Content, { kind: 'message' | 'other' }>,
    peer: string,
    author: string,
    at: number,
  ): void {
    const target = this.entries.get(this.key(peer, content.target.id));
    if (!target) return;
    if (content.kind === 'edit') {
      if (target.media) target.caption = content.text;
      else target.text = content.text;
      target.edited = true;
    } else if (content.kind === 'delete') {
      target.deleted = true;
      target.text = undefined;
      target.caption = undefined;
      target.media = undefined;
      target.file = undefined;
    } else {
      target.reactions = target.reactions.filter((entry) => entry.from !== author);
      if (content.emoji !== '') target.reactions.push({ from: author, emoji: content.emoji, at });
    }
    this.save(target);
  }

  record(kind: string, details: Record<string, Json>): void {
    const event = { ...details, sequence: this.nextEvent++, at: Date.now(), kind };
    this.happened.push(event);
    this.journal.put(`event/${this.phone}/${event.sequence}`, () => event);
    if (this.happened.length <= KEPT) return;
    const oldest = this.happened.shift();
    if (oldest) this.journal.delete(`event/${this.phone}/${oldest.sequence}`);
  }

  private key(peer: string, id: string): string {
    return `${peer}/${id}`;
  }

  private restoreEvent(value: unknown): void {
    const fields = Fields.of(value, 'event');
    const details: Record<string, Json> = JSON.parse(JSON.stringify(value));
    const sequence = fields.integer('sequence');
    this.happened.push({ ...details, sequence, at: fields.integer('at'), kind: fields.text('kind') });
    this.nextEvent = Math.max(this.nextEvent, sequence + 1);
    const peer = fields.optionalText('peer');
    if (peer !== undefined) this.seen.add(this.key(peer, fields.text('messageId')));
  }
}
