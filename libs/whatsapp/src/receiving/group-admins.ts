import type { Clock, Logger } from '#libs/observability';
import type { GroupMember, Named } from '../codec/group.js';
import { WhatsAppFault } from '../faults.js';

/** The admins of groups, by the group's JID. A group whose admins are unknown is absent. */
export type KnownAdmins = ReadonlyMap<string, readonly Named[]>;

/** How long WhatsApp may take to answer, ms. Later messages wait for the answer. */
const ANSWER_MS = 5_000;
/** How long an answer is used, unless the group changes, ms. */
const FRESH_MS = 5 * 60_000;
/** Pause before WhatsApp is asked again if it did not answer, ms. */
const PAUSE_MS = 60_000;
const MOST_GROUPS = 1_000;

interface Answer {
  admins: readonly Named[] | undefined;
  /** Epoch ms. */
  until: number;
}

/** Finds the admins of groups, who may delete messages of others. */
export class GroupAdmins {
  private readonly answers = new Map<string, Answer>();

  constructor(
    /** Asks WhatsApp for the members of a group. @throws WhatsAppFault INSTANCE_NOT_CONNECTED and others */
    private readonly ask: (group: string) => Promise<readonly GroupMember[]>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Resolves within 5 s, with the admins that are known by then. */
  async of(groups: readonly string[]): Promise<KnownAdmins> {
    const known = new Map<string, readonly Named[]>();
    await Promise.all(
      [...new Set(groups)].map(async (group) => {
        const admins = await this.adminsOf(group);
        if (admins) known.set(group, admins);
      }),
    );
    return known;
  }

  /** To be called if a group has changed: its admins may be different. */
  forget(group: string): void {
    this.answers.delete(group);
  }

  private async adminsOf(group: string): Promise<readonly Named[] | undefined> {
    const answer = this.answers.get(group);
    if (answer && answer.until > this.clock.now()) return answer.admins;
    try {
      const members = await this.clock.within(ANSWER_MS, this.ask(group));
      return this.keep(
        group,
        members.filter(({ role }) => role !== 'member'),
      );
    } catch (error) {
      this.logger.warn({ err: error, group }, 'the admins of a group are unknown');
      // Without a connection nothing was asked, so the next connection may be asked immediately.
      if (error instanceof WhatsAppFault && error.code === 'INSTANCE_NOT_CONNECTED') return undefined;
      return this.keep(group, undefined);
    }
  }

  private keep(group: string, admins: Answer['admins']): Answer['admins'] {
    this.answers.delete(group);
    const [oldest] = this.answers.keys();
    if (oldest !== undefined && this.answers.size >= MOST_GROUPS) this.answers.delete(oldest);
    this.answers.set(group, { admins, until: this.clock.now() + (admins ? FRESH_MS : PAUSE_MS) });
    return admins;
  }
}
