import {
  type BinaryNode,
  extractE2ESessionFromRetryReceipt,
  jidDecode,
  proto,
  type WASocket,
} from '@whiskeysockets/baileys';
import { isPhone, type MessageRow, STATUS_CHAT } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { isStatus } from '../wire/jids.js';
import { childrenOf } from '../wire/stanza.js';
import type { Outbox } from './outbox.js';
import { audienceIn } from './status-audience.js';
import { ownJid, relayStatusAgain } from './status-stanza.js';

/** How often one device gets another copy of a post, as in Baileys (`maxMsgRetryCount`). */
const MOST_COPIES = 5;
/** For how many devices and posts the copies are counted; beyond that, the oldest are forgotten. */
const MOST_COUNTED = 10_000;

/**
 * Answers devices that could not read a status post of ours. Baileys would send them a copy in the chat with their owner, where
 * it is shown as a message, or send the post to nobody.
 */
export class StatusRetries {
  private readonly copies = new Map<string, number>();

  constructor(
    private readonly context: InstanceContext,
    private readonly outbox: Outbox,
  ) {}

  /** Whether a receipt asks for another copy of a status post, so that Baileys must not answer it. */
  takes({ tag, attrs }: BinaryNode): boolean {
    return tag === 'receipt' && attrs['type'] === 'retry' && isStatus(attrs['from'] ?? '');
  }

  /** Sends the copy, if the device is one of the audience. Acknowledges the receipt. */
  async answer(socket: WASocket, receipt: BinaryNode): Promise<void> {
    const { log } = this.context;
    const { id = '', participant = '' } = receipt.attrs;
    try {
      const row = await this.postFor(socket, id, participant);
      const content = row?.content;
      if (content && this.mayHave(id, participant))
        await this.outbox.inTurn(STATUS_CHAT, () => this.send(socket, receipt, content));
      else log.debug({ messageId: id, participant }, 'a device gets no other copy of a status post');
    } catch (error) {
      log.warn({ err: error, messageId: id }, 'a status post could not be sent again');
    } finally {
      await socket
        .sendMessageAck(receipt)
        .catch((error: unknown) => log.debug({ err: error }, 'a receipt could not be acknowledged'));
    }
  }

  private async send(socket: WASocket, receipt: BinaryNode, content: Uint8Array): Promise<void> {
    const { id = '', participant = '' } = receipt.attrs;
    const session = extractE2ESessionFromRetryReceipt(receipt);
    if (session) await socket.signalRepository.injectE2ESession({ jid: participant, session });
    else
      await socket.assertSessions([participant], Number(childrenOf(receipt, 'retry')[0]?.attrs['count']) > 1);
    await relayStatusAgain(socket, id, proto.Message.decode(content), participant);
  }

  /** The own post, or change of one, that a device may have. */
  private async postFor(socket: WASocket, id: string, device: string): Promise<MessageRow | undefined> {
    const { storage, uid } = this.context;
    const rows = await storage.messages.byId(storage.database.read, uid, id, STATUS_CHAT);
    const row = rows.find(({ from_me }) => from_me === 1);
    const user = jidDecode(device)?.user;
    const { me } = socket.authState.creds;
    const people = [...(audienceIn(row?.audience ?? null)?.people ?? []), ownJid(socket), me?.id ?? ''];
    const users = new Set(people.map((jid) => jidDecode(jid)?.user));
    const lid = await this.lidUserOf(user);
    return user !== undefined && (users.has(user) || (lid !== undefined && users.has(lid))) ? row : undefined;
  }

  private async lidUserOf(user: string | undefined): Promise<string | undefined> {
    const { storage, uid } = this.context;
    if (user === undefined || !isPhone(user)) return undefined;
    return storage.lidMap.lidOf(storage.database.read, uid, user);
  }

  private mayHave(id: string, device: string): boolean {
    const key = `${id} ${device}`;
    const count = (this.copies.get(key) ?? 0) + 1;
    if (count > MOST_COPIES) return false;
    this.copies.delete(key);
    this.copies.set(key, count);
    const [oldest] = this.copies.keys();
    if (this.copies.size > MOST_COUNTED && oldest !== undefined) this.copies.delete(oldest);
    return true;
  }
}
