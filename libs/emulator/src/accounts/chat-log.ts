import { Fields } from '../state/fields.js';
import { type ContactCard, readContactCard } from '../content/contact-card.js';
import { type CalendarEvent, type EventReply, readAnsweredEvent } from '../content/calendar.js';
import { type Location, readLocation } from '../content/location.js';
import { readShownProduct, type ShownProduct } from '../content/order.js';
import { type Poll, readPoll, type Vote } from '../content/poll.js';
import {
  fileJson,
  type FileReference,
  type MediaDetails,
  readDetails,
  readFile,
} from '../media/file-reference.js';
import type { StateFile, Json } from '../state/state-file.js';
import type { Album, Change, Quoted } from '../content/content.js';
import { type MessagePlace, placeKey } from './originals.js';

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
  /** The chat as the sender addressed it, without a device. */
  to: string;
  /** Phone of the other side of the chat, or the group's JID. */
  peer: string;
  /** JID of the group, for group messages. */
  group?: string;
  /** The author as the group names its members. */
  participant?: string;
  /** Written by this account. */
  fromMe: boolean;
  /** Written on this phone through the control API. */
  onPhone: boolean;
  /** From before the emulator started. */
  past?: boolean;
  type: string;
  text?: string;
  caption?: string;
  media?: MediaDetails;
  /** Where the file is, and its keys. */
  file?: FileReference;
  location?: Location;
  contacts?: ContactCard[];
  poll?: Poll & { votes: Vote[] };
  event?: CalendarEvent & { answers: EventReply[] };
  album?: Album;
  /** Id of the album that the file belongs to. */
  albumId?: string;
  product?: ShownProduct;
  quoted?: Quoted;
  mentions?: string[];
  forwarded?: boolean;
  /** Seconds after which it disappears. */
  ephemeral?: number;
  edited: boolean;
  /** Deleted for everyone. */
  deleted: boolean;
  /** Deleted by this account for itself. */
  deletedForMe?: boolean;
  read: boolean;
  /** Pinned for everyone: by whom, and until when (ms). */
  pinned?: { by: string; until: number };
  /** Kept for everyone, although it disappears: by whom. */
  kept?: { by: string };
  reactions: Reaction[];
  /** Server time in seconds. */
  timestamp: number;
}

/** Something that happened on a person's phone. */
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
      status: fields.optionalFlag('status'),
    }
  );
}

function readVotes(fields: Fields): Vote[] {
  return fields.records('votes').map((vote) => ({ from: vote.text('from'), options: vote.texts('options') }));
}

function readMessage(fields: Fields): ChatMessage {
  const location = fields.optionalChild('location');
  const poll = fields.optionalChild('poll');
  const event = fields.optionalChild('event');
  const album = fields.optionalChild('album');
  const product = fields.optionalChild('product');
  const media = fields.optionalChild('media');
  const file = fields.optionalChild('file');
  const pinned = fields.optionalChild('pinned');
  const kept = fields.optionalChild('kept');
  return {
    id: fields.text('id'),
    from: fields.text('from'),
    fromLid: fields.optionalText('fromLid'),
    device: fields.integer('device'),
    to: fields.text('to'),
    peer: fields.text('peer'),
    group: fields.optionalText('group'),
    participant: fields.optionalText('participant'),
    fromMe: fields.flag('fromMe'),
    onPhone: fields.flag('onPhone'),
    past: fields.optionalFlag('past'),
    type: fields.text('type'),
    text: fields.optionalText('text'),
    caption: fields.optionalText('caption'),
    media: media && readDetails(media),
    file: file && readFile(file),
    location: location && readLocation(location),
    contacts: fields.has('contacts') ? fields.records('contacts').map(readContactCard) : undefined,
    poll: poll && { ...readPoll(poll), votes: readVotes(poll) },
    event: event && readAnsweredEvent(event),
    album: album && { images: album.integer('images'), videos: album.integer('videos') },
    albumId: fields.optionalText('albumId'),
    product: product && readShownProduct(product),
    quoted: readQuoted(fields.optionalChild('quoted')),
    mentions: fields.has('mentions') ? fields.texts('mentions') : undefined,
    forwarded: fields.optionalFlag('forwarded'),
    ephemeral: fields.optionalInteger('ephemeral'),
    edited: fields.flag('edited'),
    deleted: fields.flag('deleted'),
    deletedForMe: fields.optionalFlag('deletedForMe'),
    read: fields.flag('read'),
    pinned: pinned && { by: pinned.text('by'), until: pinned.integer('until') },
    kept: kept && { by: kept.text('by') },
    reactions: fields.records('reactions').map((entry) => ({
      from: entry.text('from'),
      emoji: entry.text('emoji'),
      at: entry.integer('at'),
    })),
    timestamp: fields.integer('timestamp'),
  };
}

function messageJson(message: ChatMessage): Json {
  const {
    quoted,
    reactions,
    media,
    file,
    location,
    contacts,
    poll,
    event,
    album,
    product,
    pinned,
    kept,
    ...rest
  } = message;
  return {
    ...rest,
    media: media && { ...media },
    file: file && fileJson(file),
    location: location && { ...location },
    contacts: contacts?.map((card) => ({ ...card })),
    poll: poll && { ...poll, votes: poll.votes.map((vote) => ({ ...vote })) },
    event: event && {
      ...event,
      location: event.location && { ...event.location },
      answers: event.answers.map((each) => ({ ...each })),
    },
    album: album && { ...album },
    product: product && { ...product },
    quoted: quoted && { ...quoted },
    pinned: pinned && { ...pinned },
    kept: kept && { ...kept },
    reactions: reactions.map((entry) => ({ ...entry })),
  };
}

/** The key under which a phone finds a message. */
export function placeOf({ peer, from, id }: ChatMessage): MessagePlace {
  return { peer, from, id };
}

/** The messages and events of one phone, in order of arrival. */
export class ChatLog {
  private readonly entries = new Map<string, ChatMessage>();
  private readonly happened: ChatEvent[] = [];
  private readonly seen = new Set<string>();
  private nextEvent = 1;

  constructor(
    private readonly stateFile: StateFile,
    private readonly phone: string,
  ) {
    for (const [name, value] of stateFile.entries(`inbox/${phone}/`)) {
      const message = readMessage(Fields.of(value, name));
      this.entries.set(placeKey(placeOf(message)), message);
      this.seen.add(placeKey(placeOf(message)));
    }
    for (const [, value] of stateFile.entries(`event/${phone}/`)) this.restoreEvent(value);
  }

  get messages(): ChatMessage[] {
    return [...this.entries.values()];
  }

  get events(): ChatEvent[] {
    return this.happened;
  }

  /** The messages with an id. There may be several, because senders choose their ids independently. */
  find(id: string, peer?: string): ChatMessage[] {
    return this.messages.filter(
      (message) => message.id === id && (peer === undefined || message.peer === peer),
    );
  }

  at(place: MessagePlace): ChatMessage | undefined {
    return this.entries.get(placeKey(place));
  }

  /** Whether nothing has come from this place before. False for resends. */
  isNew(place: MessagePlace): boolean {
    const key = placeKey(place);
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }

  add(message: ChatMessage): void {
    this.entries.set(placeKey(placeOf(message)), message);
    this.save(message);
    if (this.entries.size <= KEPT) return;
    const [oldest] = this.entries.values();
    if (oldest) this.remove(oldest);
  }

  remove(message: ChatMessage): void {
    const key = placeKey(placeOf(message));
    this.entries.delete(key);
    this.stateFile.delete(`inbox/${this.phone}/${key}`);
  }

  /** Saves a message that was changed. */
  save(message: ChatMessage): void {
    this.stateFile.put(`inbox/${this.phone}/${placeKey(placeOf(message))}`, () => messageJson(message));
  }

  /**
   * Applies an edit, deletion, reaction, vote, answer, pin or the like.
   * @param author phone JID of the account that makes the change; only the author can edit or delete a message
   * @returns the message if it changed
   */
  change(content: Change, place: MessagePlace, author: string, at: number): ChatMessage | undefined {
    const target = this.at(place);
    if (!target) return undefined;
    if (content.kind === 'reaction') {
      target.reactions = target.reactions.filter((entry) => entry.from !== author);
      if (content.emoji !== '') target.reactions.push({ from: author, emoji: content.emoji, at });
    } else if (content.kind === 'vote') {
      if (!target.poll) return undefined;
      const others = target.poll.votes.filter((vote) => vote.from !== author);
      const { options } = content;
      target.poll.votes = options.length > 0 ? [...others, { from: author, options }] : others;
    } else if (content.kind === 'pin') {
      target.pinned = content.pinned ? { by: author, until: at + content.seconds * 1000 } : undefined;
    } else if (content.kind === 'keep') {
      target.kept = content.kept ? { by: author } : undefined;
    } else if (content.kind === 'event_answer') {
      if (!target.event) return undefined;
      const { answer, guests } = content;
      const others = target.event.answers.filter(({ from }) => from !== author);
      target.event.answers = [...others, { from: author, answer, guests }];
    } else if (target.from !== author) {
      return undefined;
    } else if (content.kind === 'event_edit') {
      if (!target.event) return undefined;
      target.event = { ...content.event, answers: target.event.answers };
      target.text = content.event.name;
      target.edited = true;
    } else if (content.kind === 'edit') {
      if (target.media) target.caption = content.text;
      else target.text = content.text;
      target.edited = true;
    } else {
      const nothing = { text: undefined, caption: undefined, media: undefined, file: undefined };
      Object.assign(target, nothing, {
        location: undefined,
        contacts: undefined,
        poll: undefined,
        event: undefined,
        product: undefined,
      });
      target.deleted = true;
    }
    this.save(target);
    return target;
  }

  record(kind: string, details: Record<string, Json>): void {
    const event = { ...details, sequence: this.nextEvent++, at: Date.now(), kind };
    this.happened.push(event);
    this.stateFile.put(`event/${this.phone}/${event.sequence}`, () => event);
    if (this.happened.length <= KEPT) return;
    const oldest = this.happened.shift();
    if (oldest) this.stateFile.delete(`event/${this.phone}/${oldest.sequence}`);
  }

  private restoreEvent(value: unknown): void {
    const fields = Fields.of(value, 'event');
    const details: Record<string, Json> = JSON.parse(JSON.stringify(value));
    const sequence = fields.integer('sequence');
    this.happened.push({ ...details, sequence, at: fields.integer('at'), kind: fields.text('kind') });
    this.nextEvent = Math.max(this.nextEvent, sequence + 1);
    const peer = fields.optionalText('peer');
    const id = fields.optionalText('messageId');
    if (peer !== undefined && id !== undefined)
      this.seen.add(placeKey({ peer, from: fields.text('from'), id }));
  }
}
