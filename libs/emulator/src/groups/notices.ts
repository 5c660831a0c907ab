import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { Delivery } from '../routing/delivery.js';
import type { Json } from '../state/state-file.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';
import type { Group } from './group.js';
import { actorAttributes } from './group-nodes.js';

/** Something that happened in a group. */
export interface Notice {
  /** The `change` of the event on phones. */
  change: string;
  details?: Record<string, Json>;
  /** The child of the notification for companions. */
  content: BinaryNode;
  /** Undefined for the server. */
  actor: Account | undefined;
  /** The phones to notify; default all members. */
  audience?: Iterable<string>;
  /** The type of the notification; default `w:gp2`. */
  type?: 'w:gp2' | 'picture';
}

/** Reports what happens in groups: to companions by notification, on phones by an event. */
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
