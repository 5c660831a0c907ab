import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { Delivery } from '../routing/delivery.js';
import type { Json } from '../state/state-file.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import type { Group } from './group.js';
import { actorAttributes } from './group-nodes.js';

/** Something that has happened in a group. */
export interface Notice {
  /** What phones record. */
  change: string;
  details?: Record<string, Json>;
  /** What companions get: the child of the notification. */
  content: BinaryNode;
  /** Undefined when the server has done it. */
  actor: Account | undefined;
  /** Phones of those who hear of it; all members unless given. */
  audience?: Iterable<string>;
  /** Pictures have a notification of their own. */
  type?: 'w:gp2' | 'picture';
}

/** Tells people what happens in their groups: their companions by notification, their phones by an event. */
export class GroupNotices {
  constructor(
    private readonly directory: Directory,
    private readonly delivery: Delivery,
  ) {}

  tell(group: Group, notice: Notice): void {
    const { change, details, content, actor, audience = group.members.keys(), type = 'w:gp2' } = notice;
    const node = stanza(
      'notification',
      {
        from: group.jid,
        type,
        id: serverStanzaId(),
        t: nowSeconds(),
        ...(actor && actorAttributes(group, actor)),
        addressing_mode: group.addressing,
        notify: actor?.name,
      },
      [content],
    );
    for (const phone of new Set(audience)) {
      const account = this.directory.ensure(phone);
      account.chats.record('group', { group: group.jid, change, by: actor?.pnJid, ...details });
      this.delivery.toAll(account, node);
    }
  }
}
