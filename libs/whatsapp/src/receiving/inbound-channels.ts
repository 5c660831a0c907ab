import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Clock } from '#libs/observability';
import type { InstanceRow, Storage } from '#libs/storage';
import { readChannelNews } from '../codec/channel-news.js';
import { isSelf, type Self } from '../codec/envelope.js';
import { canonical } from '../codec/message.js';
import { channelUpdated } from '../context/new-events.js';
import { readBook } from '../people/lid-map.js';
import { lidOf } from '../wire/jids.js';

/** Records changes of channels as events. */
export class InboundChannels {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
  ) {}

  /**
   * Records a notification once, even if it arrives again.
   * @returns whether it was about a channel
   */
  async record(stanza: BinaryNode, self: Self): Promise<boolean> {
    const all = readChannelNews(stanza);
    if (all.length === 0) return false;
    const { lidMap, events, database } = this.storage;
    await database.write(async (write) => {
      const lids = all.flatMap(({ by, role }) => [by, role?.person].flatMap((jid) => lidOf(jid) ?? []));
      const book = await readBook(lidMap, write, this.instance.uid, lids, []);
      const news = all.map(({ channelJid, by, changes, role }, index) =>
        channelUpdated(
          this.clock.now(),
          { stanza: stanza.attrs['id'], index },
          {
            channelJid,
            by: by && canonical(by, book),
            changes: {
              ...changes,
              ...(role && {
                role: {
                  person: canonical(role.person, book),
                  isSelf: isSelf(role.person, self),
                  role: role.role,
                },
              }),
            },
          },
        ),
      );
      await events.append(write, this.instance, news);
    });
    return true;
  }
}
