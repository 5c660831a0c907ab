import type { Dice } from '../harness/random.js';

/** What requests may be about, as it becomes known. */
export class Pools {
  private readonly values = new Map<string, unknown[]>();

  /** @param withheld values that no request may be about: what the run itself needs */
  constructor(
    private readonly dice: Dice,
    private readonly withheld: ReadonlySet<string> = new Set(),
  ) {}

  add(name: string, ...values: unknown[]): void {
    const pool = this.values.get(name) ?? [];
    pool.push(...values);
    // What is new is of more interest than what was done away with long ago.
    this.values.set(name, pool.slice(-40));
  }

  pick(name: string): unknown {
    const pool = this.values.get(name);
    return pool && pool.length > 0 ? this.dice.pick(pool) : undefined;
  }

  /** Learns ids from what the server answers to an operation. */
  learn(value: unknown, operation: string): void {
    if (Array.isArray(value)) for (const each of value) this.learn(each, operation);
    else if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value)) {
        if (typeof each === 'string') this.note(name, each, operation);
        else this.learn(each, operation);
      }
  }

  private note(name: string, value: string, operation: string): void {
    if (this.withheld.has(value)) return;
    if (name === 'messageId') this.add(messagesOf(operation), value);
    if (name === 'inviteCode') this.add('inviteCode', value);
    if (name === 'labelId') this.add('labelId', value);
    if (name === 'keyId') this.add('keyId', value);
    if (name === 'backupId') this.add('backupId', value);
    if (name === 'quickReplyId') this.add('quickReplyId', value);
    if (name === 'callId') this.add('callId', value);
    if (name === 'nextCursor') this.add('cursor', value);
    if (name === 'id' && value.startsWith('dlv_')) this.add(deliveriesOf(operation), value);
    if (name === 'jid' && value.endsWith('@g.us')) this.add('groupJid', value);
    if (name === 'announcementGroupJid') this.add('groupJid', value);
    if (name === 'jid' && value.endsWith('@g.us') && COMMUNITY.test(operation))
      this.add('communityJid', value);
    if (name === 'jid' && value.endsWith('@newsletter')) this.add('channelJid', value);
  }
}

/** Operations whose answers are communities. */
const COMMUNITY = /^(create|get|list)Communit(y|ies)$/;

/** Some messages are what only some operations are about. */
function messagesOf(operation: string): string {
  if (operation === 'sendEvent') return 'ownEventId';
  if (operation === 'listScheduled') return 'scheduledId';
  return /^post\w+Status$/.test(operation) ? 'ownPostId' : 'messageId';
}

/** Deliveries to the global receiver are not those of an instance. */
export function deliveriesOf(operation: string): string {
  return operation.includes('Global') ? 'globalDeliveryId' : 'deliveryId';
}
