import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Clock } from '#libs/observability';
import type { InstanceRow, Storage } from '#libs/storage';
import { canonical } from '../codec/message.js';
import { readPictureNews } from '../codec/picture-news.js';
import { plausible } from '../codec/times.js';
import { readBook } from '../people/lid-map.js';
import { lidOf } from '../wire/jids.js';

/** Keeps the ids of pictures, so that the list of chats can name them without asking WhatsApp. */
export class InboundPictures {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid'>,
    private readonly clock: Clock,
  ) {}

  /** Records a notification. Others have no effect. */
  async record(stanza: BinaryNode): Promise<void> {
    const news = readPictureNews(stanza);
    if (!news) return;
    const { uid } = this.instance;
    const { database, lidMap, chatPictures } = this.storage;
    const lid = lidOf(news.jid);
    await database.write(async (write) => {
      const book = await readBook(lidMap, write, uid, lid === undefined ? [] : [lid], []);
      await chatPictures.save(write, {
        instance: uid,
        chat: canonical(news.jid, book),
        picture: news.picture,
        at: plausible(news.at, this.clock.now()),
      });
    });
  }
}
