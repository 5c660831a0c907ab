import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Clock } from '#libs/observability';
import type { InstanceRow, Storage } from '#libs/storage';
import { readBlocklistNews } from '../codec/account-settings.js';
import { canonical } from '../codec/message.js';
import { blocklistChanged } from '../context/new-events.js';
import { readBook } from '../people/lid-map.js';
import { lidOf } from '../wire/jids.js';

/** Records whom the account has blocked and unblocked on its other devices. */
export class InboundBlocklist {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Records a notification once, even if it arrives again.
   * @returns whether it was about the blocklist
   */
  async record(stanza: BinaryNode): Promise<boolean> {
    const news = readBlocklistNews(stanza);
    if (!news) return false;
    const { storage, instance, clock } = this;
    await storage.database.write(async (write) => {
      const lids = news.flatMap(({ jid }) => lidOf(jid) ?? []);
      const book = await readBook(storage.lidMap, write, instance.uid, lids, []);
      const events = news.map(({ action, jid }, index) =>
        blocklistChanged(
          clock.now(),
          { stanza: stanza.attrs['id'], index },
          {
            action,
            jid: jid && canonical(jid, book),
          },
        ),
      );
      await storage.events.append(write, instance, events);
    });
    return true;
  }
}
