import type { WASocket } from '@whiskeysockets/baileys';
import type { MessageRow } from '#libs/storage';
import { keyOf } from '../codec/message-key.js';

/**
 * Receipts for messages that the account has read. Whether their senders get them is one of its privacy settings. Baileys asks
 * for those once per connection (`fetchPrivacySettings` in `lib/Socket/chats.js`) and does not notice changes.
 */
export class ReadReceipts {
  /** Connections whose settings have to be asked for again. */
  private readonly outdated = new WeakSet<WASocket>();

  /** Notices changes on other devices (whatsmeow notification.go, `handleAccountSyncNotification`). */
  attach(socket: WASocket): void {
    socket.ws.on('CB:notification,type:account_sync,privacy', () => this.settingsChanged(socket));
  }

  /** To be called after a change of the privacy settings, also if it is unknown whether it took effect. */
  settingsChanged(socket: WASocket): void {
    this.outdated.add(socket);
  }

  /**
   * Marks a message as read, and waits for the server's acknowledgement.
   * @param timeoutMs how long the server may take
   * @returns whether the sender gets the receipt
   * @throws if the server does not answer
   */
  async send(socket: WASocket, row: MessageRow, timeoutMs: number): Promise<boolean> {
    return this.sendAll(socket, [row], timeoutMs);
  }

  /**
   * Marks messages of one chat and one sender as read with one receipt.
   * @returns as {@link send}
   */
  async sendAll(socket: WASocket, rows: readonly MessageRow[], timeoutMs: number): Promise<boolean> {
    const told = await this.areShown(socket);
    // The receipt has the id of the first.
    const acknowledged = socket.waitForMessage<object>(rows[0]?.id ?? '', timeoutMs);
    await socket.sendReceipts(rows.map(keyOf), told ? 'read' : 'read-self');
    if (!(await acknowledged)) throw new Error('WhatsApp did not acknowledge a receipt');
    return told;
  }

  private async areShown(socket: WASocket): Promise<boolean> {
    const isOutdated = this.outdated.delete(socket);
    try {
      const { readreceipts } = await socket.fetchPrivacySettings(isOutdated);
      return readreceipts === 'all';
    } catch (error) {
      if (isOutdated) this.outdated.add(socket);
      throw error;
    }
  }
}
