import { proto } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';
import type { StateFile } from '../state/state-file.js';

/** Identifies a message. An id alone does not: senders choose ids independently. */
export interface MessagePlace {
  /** Phone of the other side of the chat, or the group's JID. */
  peer: string;
  /** Phone JID of the author. */
  from: string;
  id: string;
}

/** The content of a message, as it was sent. */
export interface Original {
  message: proto.Message;
  /** Server time in seconds. */
  timestamp: number;
}

const KEPT = 20_000;

export function placeKey({ peer, from, id }: MessagePlace): string {
  return `${peer}/${from}/${id}`;
}

/**
 * The content of everything that a phone has sent or received, reactions and changes included. Its secrets open
 * votes and edits, quotes copy it, and companions that could not read it ask for it.
 */
export class Originals {
  private readonly entries = new Map<string, { content: Buffer; timestamp: number }>();
  private readonly prefix: string;

  constructor(
    private readonly stateFile: StateFile,
    phone: string,
  ) {
    this.prefix = `original/${phone}/`;
    for (const [name, value] of stateFile.entries(this.prefix)) {
      const fields = Fields.of(value, name);
      const entry = { content: fields.bytes('content'), timestamp: fields.integer('timestamp') };
      this.entries.set(name.slice(this.prefix.length), entry);
    }
  }

  find(place: MessagePlace): Original | undefined {
    return this.at(placeKey(place));
  }

  /** The latest under an id, in any chat. */
  withId(id: string): Original | undefined {
    const key = [...this.entries.keys()].findLast((each) => each.endsWith(`/${id}`));
    return key === undefined ? undefined : this.at(key);
  }

  /** Stores a message, or its content after an edit. */
  keep(place: MessagePlace, message: proto.IMessage, timestamp: number): void {
    const key = placeKey(place);
    const content = Buffer.from(proto.Message.encode(message).finish());
    this.entries.set(key, { content, timestamp });
    this.stateFile.put(this.prefix + key, () => ({ content: content.toString('base64'), timestamp }));
    if (this.entries.size <= KEPT) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.drop(oldest);
  }

  forget(place: MessagePlace): void {
    this.drop(placeKey(place));
  }

  private at(key: string): Original | undefined {
    const entry = this.entries.get(key);
    return entry && { message: proto.Message.decode(entry.content), timestamp: entry.timestamp };
  }

  private drop(key: string): void {
    if (this.entries.delete(key)) this.stateFile.delete(this.prefix + key);
  }
}
