import type { Directory } from '../accounts/directory.js';
import type { Recipient } from './envelope.js';
import { type Groups, isGroupJid } from '../groups/groups.js';

/** Finds whom a chat is with: people and groups alike. */
export class Recipients {
  constructor(
    private readonly directory: Directory,
    readonly groups: Groups,
  ) {}

  /**
   * @param key what the chat is known by on phones
   * @throws Error when it is a group that there is not
   */
  of(key: string): Recipient {
    if (!isGroupJid(key)) return this.directory.ensure(key);
    const group = this.groups.find(key);
    if (!group) throw new Error(`there is no group ${key}`);
    return group;
  }

  /** The chat that a JID names; undefined for unknown people and groups, and for other JIDs. */
  find(jid: string | undefined): Recipient | undefined {
    return this.groups.find(jid) ?? this.directory.findJid(jid);
  }
}
