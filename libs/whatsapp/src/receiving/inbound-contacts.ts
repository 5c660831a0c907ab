import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Clock } from '#libs/observability';
import type { InstanceRow, Storage } from '#libs/storage';
import { readContactNews } from '../codec/contact-news.js';
import { isSelf, type Self } from '../codec/envelope.js';
import { canonical } from '../codec/message.js';
import { plausible } from '../codec/times.js';
import { contactUpdate } from '../context/new-events.js';
import type { Identities } from '../people/identities.js';
import { readBook, savePair } from '../people/lid-map.js';
import { lidOf } from '../wire/jids.js';

/** Records changes of people as events: numbers, profile pictures, about texts and identity keys. */
export class InboundContacts {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
    private readonly identities: Pick<Identities, 'isNews' | 'expect'>,
  ) {}

  /**
   * Records a notification once, even if it arrives again.
   * @returns whether it was about a person
   */
  async record(stanza: BinaryNode, self: Self): Promise<boolean> {
    const news = readContactNews(stanza);
    if (!news || (news.identityChanged && isSelf(news.jid, self))) return false;
    const { pair, jid, previousJid, at, ...changes } = news;
    const { uid } = this.instance;
    await this.storage.database.write(async (write) => {
      if (pair) await savePair(this.storage, write, uid, pair);
      const lids = [jid, previousJid].flatMap((each) => lidOf(each) ?? []);
      const book = await readBook(this.storage.lidMap, write, uid, lids, []);
      const now = this.clock.now();
      if (news.identityChanged && !(await this.identities.isNews(write, jid, plausible(at, now)))) return;
      const data = {
        ...changes,
        jid: canonical(jid, book),
        previousJid: previousJid && canonical(previousJid, book),
        at: plausible(at, now),
      };
      const event = contactUpdate(now, stanza.attrs['id'], data);
      const appended = await this.storage.events.append(write, this.instance, [event]);
      // One that comes again must not hide the next change.
      if (news.identityChanged && appended > 0) await this.identities.expect(write, jid);
    });
    return true;
  }
}
