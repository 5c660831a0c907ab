import type { Directory } from '../accounts/directory.js';
import type { Recipient } from './envelope.js';
import { type Groups, isGroupJid } from '../groups/groups.js';

/** Finds the other side of a chat, a person or a group. */
export class Recipients {
  constructor(
    private readonly directory: Directory,
    readonly groups: Groups,
  ) {}

  /**
   * @param key the chat's key on phones: a phone number or a group JID
   * @throws Error for an unknown group
   */
  of(key: string): Recipient {
    if (!isGroupJid(key)) return this.directory.ensure(key);
    const group = this.groups.find(key);
    if (!group) throw new Error(`unknown group ${key}`);
    return group;
  }

  /** The chat of a JID; undefined for unknown people and groups, and for other JIDs. */
  find(jid: string | undefined): Recipient | undefined {
    return this.groups.find(jid) ?? this.directory.findJid(jid);
  }
}
