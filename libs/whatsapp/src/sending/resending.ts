import { proto } from '@whiskeysockets/baileys';
import { type Lanes, Rounds } from '#libs/observability';
import type { MessageIdentity, MessageRow } from '#libs/storage';
import type { Progress } from '../codec/receipt.js';
import type { InstanceContext } from '../context/instance-context.js';
import { memberJids } from '../groups/metadata.js';
import { isGroup } from '../wire/jids.js';
import type { Destinations } from './destinations.js';
import { forgetDevices } from './sessions.js';
import { relay } from './relay.js';
import { audienceIn } from './status-audience.js';

/** How long an unacknowledged message is sent again after a reconnect, ms. */
const RESEND_WITHIN_MS = 24 * 60 * 60 * 1000;
/** The code for a message to a group that is addressed otherwise now, by LID for example. */
const OUTDATED_GROUP = '421';
/** Wait before a database that did not answer is asked again, ms. */
const AGAIN_MS = 5_000;

/**
 * Sends stored messages again, with their ids: those that were not acknowledged when a connection ended, and those that
 * WhatsApp refused because what we knew about the group was outdated.
 */
export class Resending {
  /** Messages that were sent once more after a refusal, until the next answer. */
  private readonly repeated = new Set<string>();
  /** Messages of which it is not known whether they are stored, and have left. */
  private readonly doubtful = new Map<string, MessageIdentity>();
  private readonly rounds: Rounds;

  constructor(
    private readonly context: InstanceContext,
    private readonly lanes: Lanes,
    private readonly destinations: Destinations,
  ) {
    this.rounds = new Rounds(() => this.sendDoubtful(), {
      clock: context.clock,
      againMs: AGAIN_MS,
      onError: (error) => context.log.warn({ err: error }, 'messages cannot be sent again yet'),
    });
  }

  /** Takes a message that the database may have, and sends it if so, as soon as it can be asked. */
  take(row: MessageIdentity): void {
    this.doubtful.set(row.id, row);
    this.rounds.wake();
  }

  /** Tries no longer to send what is in doubt: whoever has the instance next finds it in the database. */
  async end(): Promise<void> {
    await this.rounds.stop();
  }

  /** To be called after each login. */
  async resume(): Promise<void> {
    const { storage, uid, clock } = this.context;
    const rows = await storage.messages.unacknowledged(uid, clock.now() - RESEND_WITHIN_MS);
    await Promise.all(rows.map((row) => this.lanes.run(row.chat, () => this.sendIfPending(row))));
  }

  /**
   * Takes a refusal of a message by WhatsApp's server. If what we knew about its group was outdated, the group is asked about
   * and the message sent once more.
   * @returns whether the message was sent once more, or will be at the next login
   */
  async refused({ ids: [id], error }: Progress): Promise<boolean> {
    if (id === undefined || this.repeated.delete(id) || error !== OUTDATED_GROUP) return false;
    const row = await this.sentRow(id);
    if (!row || !isGroup(row.remote_jid)) return false;
    this.repeated.add(id);
    this.destinations.groups.doubt(row.remote_jid);
    const { uplink } = this.context;
    const socket = uplink.isUp ? uplink.socket() : undefined;
    if (await this.lanes.run(row.chat, () => this.again(row))) return true;
    this.repeated.delete(id);
    // After the end of the connection the message is still pending, and leaves after the next login.
    return socket === undefined || !uplink.carries(socket);
  }

  /**
   * Takes the last answer of WhatsApp's server to a message. If it shows that the group has other members or devices than
   * we knew, they are asked for before the next message to it.
   */
  settle({ ids: [id], phash }: Progress): void {
    if (id === undefined) return;
    this.repeated.delete(id);
    if (phash === undefined) return;
    this.doubt(id, phash).catch((error: unknown) =>
      this.context.log.warn({ err: error, messageId: id }, 'the devices of a group could not be forgotten'),
    );
  }

  private async sentRow(id: string): Promise<MessageRow | undefined> {
    const { storage, uid } = this.context;
    const rows = await storage.messages.byId(storage.database.read, uid, id);
    return rows.find(({ from_me }) => from_me === 1);
  }

  /** Has WhatsApp asked for the group of a message, and for the devices of its members, before the next message to it. */
  private async doubt(id: string, phash: string): Promise<void> {
    const { uplink } = this.context;
    const group = (await this.sentRow(id))?.remote_jid ?? '';
    const facts = this.destinations.groups.find(group);
    if (facts && uplink.isUp && this.destinations.groups.doubtByMessage(group, phash))
      await forgetDevices(uplink.socket(), memberJids(facts));
  }

  private async sendDoubtful(): Promise<void> {
    for (const [id, key] of this.doubtful) {
      const row = await this.context.storage.messages.find(key);
      this.doubtful.delete(id);
      // Without a connection, it leaves after the next login.
      if (row) await this.lanes.run(row.chat, () => this.sendIfPending(row));
    }
  }

  private async sendIfPending(row: MessageRow): Promise<void> {
    const { uplink, storage } = this.context;
    if (!uplink.isUp) return;
    const now = await storage.messages.find(row);
    if (now?.status === 'pending') await this.again(row);
  }

  /** @returns whether the message was sent */
  private async again(row: MessageRow): Promise<boolean> {
    const { uplink, log } = this.context;
    if (!row.content) return false;
    try {
      const audience = audienceIn(row.audience);
      await this.destinations.prepare(row.remote_jid, () => undefined, audience);
      const message = proto.Message.decode(row.content);
      const { id, remote_jid: jid, media_handle: mediaHandle } = row;
      await relay(uplink.socket(), { jid, id, message, mediaHandle, audience });
      return true;
    } catch (error) {
      log.warn({ err: error, messageId: row.id }, 'a message could not be sent again');
      return false;
    }
  }
}
