import type { Readable } from 'node:stream';
import type { Account } from '../accounts/account.js';
import type { MediaStore } from '../media/media-store.js';
import { nowSeconds } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import type { Group } from './group.js';
import { actorAttributes } from './group-nodes.js';
import type { GroupNotices } from './notices.js';
import { GroupRefusal, requireEditor, requireMember } from './rights.js';

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** The pictures of groups, unencrypted on the media server. One file serves as picture and as preview. */
export class GroupPictures {
  /** @param host host and port of the media server */
  constructor(
    private readonly store: MediaStore,
    private readonly host: () => string,
    private readonly notices: GroupNotices,
  ) {}

  /** @throws GroupRefusal 403 when the account is not a member, 404 without a picture */
  find(account: Account, group: Group): { id: string; url: string; path: string } {
    requireMember(group, account);
    const { picture } = group;
    if (!picture) throw new GroupRefusal(404, 'item-not-found');
    return { ...picture, url: `https://${this.host()}${picture.path}` };
  }

  /** The picture's bytes, undefined without a picture. */
  open({ picture }: Group): Readable | undefined {
    const stored = picture && this.store.find(picture.path);
    return stored && this.store.read(stored);
  }

  /**
   * @param image a JPEG
   * @returns the picture's id
   * @throws GroupRefusal 403 when the actor may not change it, 406 when it is empty
   */
  async set(actor: Account, group: Group, image: Buffer): Promise<string> {
    requireEditor(group, actor);
    if (image.length === 0) throw new GroupRefusal(406, 'not-acceptable');
    const stored = await this.store.add(once(image), actor.phone);
    const id = String(Math.max(nowSeconds(), Number(group.picture?.id ?? 0) + 1));
    group.picture = { id, path: this.store.directPath(stored) };
    this.changed(actor, group, 'set', id);
    return id;
  }

  /** @throws GroupRefusal 403 when the actor may not change it */
  remove(actor: Account, group: Group): void {
    requireEditor(group, actor);
    group.picture = undefined;
    this.changed(actor, group, 'delete');
  }

  private changed(actor: Account, group: Group, tag: 'set' | 'delete', id?: string): void {
    group.save();
    const { participant } = actorAttributes(group, actor);
    const content = stanza(tag, { id, author: participant, jid: group.jid });
    const details = { picture: id ?? null };
    this.notices.tell(group, { change: 'picture', details, content, actor, type: 'picture' });
  }
}
