import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { Clock, Logger } from '#libs/observability';
import type { Self } from '../codec/envelope.js';
import { type GroupFacts, isSame } from '../codec/group.js';
import { changed } from '../codec/group-changes.js';
import type { GroupNews } from '../codec/group-news.js';
import { WhatsAppFault } from '../faults.js';
import { refusalCodeOf } from '../wire/query.js';
import { childrenOf } from '../wire/stanza.js';
import { factsOf } from './texts.js';

/** How many members are kept in memory, over all groups. */
const MOST_MEMBERS = 50_000;
/** Pause between two doubts about one group that its messages raise, ms. */
const DOUBT_PAUSE_MS = 60_000;

interface Known {
  facts: GroupFacts;
  /** How many doubts were raised that the last query did not settle. Any: WhatsApp is asked before the next message. */
  doubts: number;
  /** When its messages last raised doubts, epoch ms. */
  doubtedAt: number;
  /** The hash that raised them. */
  phash?: string;
}

/**
 * What is known about the groups of an instance, so that sending to a group need not ask WhatsApp each time: it limits
 * such queries. A group is asked about once; from then on its notifications keep the answer current.
 */
export class KnownGroups {
  /** The group that was asked about last is at the end. */
  private readonly groups = new Map<string, Known>();
  private members = 0;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Listens to a new socket. What happened in the groups meanwhile is still to come: the first message to each asks again, and
   * so does every message after WhatsApp's server has announced that groups changed.
   */
  attach(socket: WASocket): void {
    this.doubtAll();
    socket.ws.on('CB:ib,,dirty', (node: BinaryNode) => {
      if (childrenOf(node, 'dirty').some(({ attrs }) => attrs['type'] === 'groups')) this.doubtAll();
    });
  }

  /** The group as it is known; undefined if it is not. */
  find(group: string): GroupFacts | undefined {
    return this.groups.get(group)?.facts;
  }

  /**
   * The group as it is known. WhatsApp is asked only if it is unknown or doubtful.
   * @throws as `factsOf`; a refusal that says nothing about the group, such as 429, only while the group is unknown
   */
  async of(socket: WASocket, group: string): Promise<GroupFacts> {
    const known = this.groups.get(group);
    if (known && known.doubts === 0) return known.facts;
    try {
      return await this.ask(socket, group);
    } catch (error) {
      const code = refusalCodeOf(error);
      if (!known || code === undefined) throw error;
      this.logger.warn({ group, code }, 'WhatsApp refused to describe a group: what is known is used');
      return known.facts;
    }
  }

  /** The group as WhatsApp describes it now. @throws as `factsOf` */
  async ask(socket: WASocket, group: string): Promise<GroupFacts> {
    const before = this.doubtsOf(group);
    try {
      const facts = await factsOf(socket, group);
      this.settle(facts, before);
      return facts;
    } catch (error) {
      // The account is no longer in the group, or the group no longer exists.
      if (error instanceof WhatsAppFault) this.forget(group);
      throw error;
    }
  }

  /**
   * Keeps groups as WhatsApp describes them, with all their members.
   * @param describe asks WhatsApp
   */
  async learn<Groups extends readonly GroupFacts[]>(describe: () => Promise<Groups>): Promise<Groups> {
    const before = new Map(Array.from(this.groups, ([group, { doubts }]) => [group, doubts]));
    const described = await describe();
    for (const facts of described) this.settle(facts, before.get(facts.jid) ?? 0);
    return described;
  }

  /** @param before the doubts when WhatsApp was asked; what was raised since then may not be in its answer */
  private settle(facts: GroupFacts, before: number): void {
    this.keep(facts, Math.max(0, this.doubtsOf(facts.jid) - before));
  }

  private doubtsOf(group: string): number {
    return this.groups.get(group)?.doubts ?? 0;
  }

  private keep(facts: GroupFacts, doubts: number): void {
    const { doubtedAt = 0, phash } = this.groups.get(facts.jid) ?? {};
    this.forget(facts.jid);
    this.groups.set(facts.jid, { facts, doubts, doubtedAt, phash });
    this.members += facts.members.length;
    for (const oldest of this.groups.keys()) {
      if (this.members <= MOST_MEMBERS || oldest === facts.jid) break;
      this.forget(oldest);
    }
  }

  /** Applies what a notification reports about a group. */
  hear(news: GroupNews, self: Self): void {
    const known = this.groups.get(news.groupJid);
    if (!known) return;
    const facts = changed(known.facts, news);
    // A message to it may be leaving right now, so that the group stays known even if the account is no longer in it.
    if (!facts?.members.some((member) => isSame(member, self))) known.doubts += 1;
    if (!facts) return;
    this.members += facts.members.length - known.facts.members.length;
    known.facts = facts;
  }

  /** Has WhatsApp asked before the next message to the group: something happened in it that was not understood. */
  doubt(group: string): void {
    const known = this.groups.get(group);
    if (known) known.doubts += 1;
  }

  /** Doubts a community and all groups in it. */
  doubtCommunity(community: string): void {
    for (const [jid, known] of this.groups)
      if (jid === community || known.facts.communityJid === community) known.doubts += 1;
  }

  /**
   * Has WhatsApp asked before the next message, because its answer to this one shows that we knew other members or devices.
   * Once for each hash of the members' devices, and at most once a minute: after that, another query would not help.
   * @param phash the hash of the server
   * @returns whether WhatsApp will be asked
   */
  doubtByMessage(group: string, phash: string): boolean {
    const known = this.groups.get(group);
    const now = this.clock.now();
    if (!known || known.phash === phash || now - known.doubtedAt < DOUBT_PAUSE_MS) return false;
    known.phash = phash;
    known.doubtedAt = now;
    known.doubts += 1;
    return true;
  }

  private forget(group: string): void {
    this.members -= this.groups.get(group)?.facts.members.length ?? 0;
    this.groups.delete(group);
  }

  private doubtAll(): void {
    for (const known of this.groups.values()) known.doubts += 1;
  }
}
