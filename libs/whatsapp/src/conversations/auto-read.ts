import { Rounds } from '#libs/observability';
import type { InstanceRow, MessageRow, Write } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { isGroup } from '../wire/jids.js';
import type { ReadReceipts } from './read-receipts.js';

/** Whose messages are marked as read when they have been recorded. */
export const AUTO_READ = ['none', 'all', 'people', 'groups'] as const;
export type AutoReadSetting = (typeof AUTO_READ)[number];

/** Messages that one receipt is about, at most. */
const PER_RECEIPT = 100;
/** Wait before a receipt that failed is sent again, ms. */
const AGAIN_MS = 5_000;
/** How often WhatsApp may leave a receipt unanswered before it is given up. */
const TRIES = 3;

export function isAutoRead(word: string): word is AutoReadSetting {
  return AUTO_READ.some((each) => each === word);
}

/** Whose messages to an account are marked as read. */
export function autoReadOf({ auto_read: setting }: Pick<InstanceRow, 'auto_read'>): AutoReadSetting {
  return isAutoRead(setting) ? setting : 'none';
}

/**
 * Marks messages as read after they were recorded with their events. Which ones is written down in the commit that records
 * them, so that a crash forgets none, and marks none that is not recorded.
 */
export class AutoRead {
  private readonly rounds: Rounds;
  private present: AutoReadSetting;
  private failed: { position: number; times: number } | undefined;

  constructor(
    private readonly context: InstanceContext,
    row: Pick<InstanceRow, 'auto_read'>,
    private readonly receipts: ReadReceipts,
  ) {
    this.present = autoReadOf(row);
    this.rounds = new Rounds(() => this.round(), {
      clock: context.clock,
      againMs: AGAIN_MS,
      onError: (error) => context.log.debug({ err: error }, 'messages could not be marked as read'),
    });
  }

  get setting(): AutoReadSetting {
    return this.present;
  }

  /** Concerns messages that are recorded from now on; those that still wait to be marked are, if it covers them. */
  async configure(setting: AutoReadSetting): Promise<void> {
    const { storage, uid } = this.context;
    await storage.database.write((write) => storage.instances.update(write, uid, { auto_read: setting }));
    this.present = setting;
  }

  /**
   * Whether a message that is being recorded is to be marked.
   * @param write the unit of work that records it
   */
  expects(write: Write, { chat, from_me }: Pick<MessageRow, 'chat' | 'from_me'>): boolean {
    if (from_me === 1 || !this.covers(chat)) return false;
    this.context.storage.database.afterCommit(write, () => this.wake());
    return true;
  }

  /** To be called after each login. */
  wake(): void {
    this.rounds.wake();
  }

  async stop(): Promise<void> {
    await this.rounds.stop();
  }

  private covers(chat: MessageRow['chat']): boolean {
    if (this.present === 'all') return true;
    return this.present === (isGroup(chat) ? 'groups' : 'people');
  }

  private async round(): Promise<void> {
    const { storage, uid, uplink } = this.context;
    while (uplink.isUp) {
      const due = await storage.messages.readDue(uid, PER_RECEIPT);
      const [first] = due;
      if (!first) return;
      const together = due.filter((row) => goesWith(row, first));
      const marked = this.covers(first.chat) && (await this.tell(first, together));
      await storage.database.write(async (write) => {
        for (const row of together) await storage.messages.change(write, row, { read_due: 0 });
        const at = Math.max(...together.map((row) => row.at));
        if (marked) await storage.chatStates.read(write, { instance: uid, chat: first.chat }, at);
      });
    }
  }

  /** @returns whether they are marked; false if it is given up. @throws if it is to be tried again */
  private async tell(first: MessageRow, rows: readonly MessageRow[]): Promise<boolean> {
    const { uplink, log } = this.context;
    try {
      await uplink.ask((socket) => this.receipts.sendAll(socket, rows, uplink.timeoutMs));
      return true;
    } catch (error) {
      // Without a connection it waits for the next one.
      if (!uplink.isUp) throw error;
      const times = this.failed?.position === first.position ? this.failed.times + 1 : 1;
      this.failed = { position: first.position, times };
      if (times < TRIES) throw error;
      log.warn({ err: error, messageId: first.id }, 'WhatsApp does not let a message be marked as read');
      return false;
    }
  }
}

/** Whether one receipt can be about both: it names one chat, and in groups one sender. */
function goesWith(row: MessageRow, first: MessageRow): boolean {
  return (
    row.chat === first.chat && row.remote_jid === first.remote_jid && row.participant === first.participant
  );
}
