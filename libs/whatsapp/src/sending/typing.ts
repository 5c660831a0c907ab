import { normalizeMessageContent, type proto, type WASocket } from '@whiskeysockets/baileys';
import type { InstanceRow, WireJid } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { isNewsletter, isStatus } from '../wire/jids.js';
import type { Letter } from './letter.js';

/** Time per character, ms: somebody who types fast. */
const PER_CHARACTER_MS = 50;
const SHORTEST_MS = 500;
const LONGEST_MS = 8_000;
/** How long recording is shown before a voice message, ms. */
const RECORDING_MS = 3_000;

/** What people see before a message, and for how long. */
export interface TypingTime {
  activity: 'composing' | 'recording';
  ms: number;
}

/** What people see before a message of this content; undefined if it needs no typing. */
export function typingTimeOf(message: proto.IMessage): TypingTime | undefined {
  const content = normalizeMessageContent(message);
  if (content?.audioMessage?.ptt) return { activity: 'recording', ms: RECORDING_MS };
  const caption = content?.imageMessage ?? content?.videoMessage ?? content?.documentMessage;
  const text = content?.conversation || content?.extendedTextMessage?.text || caption?.caption;
  if (!text) return undefined;
  const ms = Math.min(Math.max(text.length * PER_CHARACTER_MS, SHORTEST_MS), LONGEST_MS);
  return { activity: 'composing', ms };
}

/** Shows the account typing before its messages, if the instance is set so. */
export class Typing {
  private present: boolean;

  /** @param sendTimeoutMs time in which a message must be sent: typing takes no more than half of it */
  constructor(
    private readonly context: InstanceContext,
    row: Pick<InstanceRow, 'typing'>,
    private readonly sendTimeoutMs: number,
  ) {
    this.present = row.typing === 1;
  }

  get setting(): boolean {
    return this.present;
  }

  async configure(shown: boolean): Promise<void> {
    const { storage, uid } = this.context;
    const typing = shown ? 1 : 0;
    await storage.database.write((write) => storage.instances.update(write, uid, { typing }));
    this.present = shown;
  }

  /**
   * Shows it, and waits as long as typing takes. A message that has waited for others already waits the shorter. Never throws:
   * a message is not held up because nobody sees it coming.
   * @param since when the message was requested, epoch ms
   */
  async before(socket: WASocket, letter: Letter, message: proto.IMessage, since: number): Promise<void> {
    if (!this.present || !isSeen(letter)) return;
    const time = typingTimeOf(message);
    const { clock, log } = this.context;
    const leftMs = since + this.sendTimeoutMs / 2 - clock.now();
    if (!time || leftMs <= 0) return;
    try {
      await socket.sendPresenceUpdate(time.activity, letter.jid);
    } catch (error) {
      log.debug({ err: error }, 'typing could not be shown');
      return;
    }
    await new Promise<void>((resolve) => clock.after(Math.min(time.ms, leftMs), resolve));
  }
}

/** Whether people see typing before a letter: not before changes, in channels or in the status. */
function isSeen({ jid, about, operation }: { jid: WireJid } & Letter): boolean {
  return about === undefined && operation === undefined && !isNewsletter(jid) && !isStatus(jid);
}
