import { proto } from '@whiskeysockets/baileys';
import type { MessageRow } from '#libs/storage';
import { interpret } from '../codec/content.js';
import { contentOf } from '../codec/known-message.js';
import { keyOf } from '../codec/message-key.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownMessages, Reference } from '../conversations/known-messages.js';
import { NEVER_KEPT } from '../conversations/own-change.js';
import { WhatsAppFault } from '../faults.js';
import { isSame } from '../codec/group.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { groupRefusal } from '../groups/queries.js';
import { isGroup, isNewsletter } from '../wire/jids.js';
import type { Letter } from './letter.js';
import type { Outbox, SendResult } from './outbox.js';

/** How long a message can be pinned, in seconds, as WhatsApp's apps offer it. */
export const PIN_SECONDS = [86_400, 7 * 86_400, 30 * 86_400] as const;

const { PinInChatMessage } = proto.Message;

/** Marks that everyone in a chat sees: pinned messages, and kept ones of those that disappear. */
export class Marks {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly outbox: Outbox,
    private readonly groups: KnownGroups,
  ) {}

  /**
   * Pins a message for everyone in its chat.
   * @param seconds how long; undefined removes the pin
   * @throws WhatsAppFault MESSAGE_NOT_FOUND; CONFLICT if it cannot be pinned; as `Outbox.send`
   */
  async pin(reference: Reference, seconds: number | undefined): Promise<SendResult> {
    const row = await this.markable(reference, 'pinned');
    return this.outbox.send(pinLetter(row, seconds, this.context.clock.now()));
  }

  /**
   * Keeps a message that would disappear, for everyone in its chat, or no longer keeps it. Who may do that is in WhatsApp's
   * help ("About kept messages", faq.whatsapp.com/728928448599090): everyone, unless the group leaves it to its admins or the
   * sender of the message has undone it.
   * @throws WhatsAppFault as {@link pin}
   */
  async keep(reference: Reference, kept: boolean): Promise<SendResult> {
    const row = await this.markable(reference, 'kept');
    const now = this.context.clock.now();
    if (kept) checkKeepable(row, now);
    return this.outbox.send(keepLetter(row, kept, now));
  }

  private async markable(reference: Reference, what: string): Promise<MessageRow> {
    const row = await this.known.resolve(reference);
    if (isNewsletter(row.remote_jid)) throw conflict(`a post in a channel cannot be ${what}`);
    if (row.deleted_at !== null) throw conflict('the message was deleted');
    if (row.status === 'failed') throw conflict('the message was never sent');
    if (isGroup(row.remote_jid)) await this.checkRights(row, what);
    return row;
  }

  /** In a group whose admins alone change its info, they alone pin and keep messages. */
  private async checkRights({ remote_jid: group }: MessageRow, what: string): Promise<void> {
    const { uplink } = this.context;
    const facts = await uplink.ask(
      (socket) =>
        this.groups.of(socket, group).catch((error: unknown) => {
          throw groupRefusal(error) ?? error;
        }),
      'not_sent',
    );
    const { self } = uplink;
    const own = self && facts.members.find((member) => isSame(member, self));
    if (facts.restrict && own?.role === 'member')
      throw conflict(`in this group messages can only be ${what} by admins`);
  }
}

function checkKeepable(row: MessageRow, now: number): void {
  const content = contentOf(row);
  const said = content && interpret(content);
  const seconds = said?.kind === 'content' ? said.context?.expiresIn : undefined;
  if (seconds === undefined) throw conflict('the message does not disappear');
  if (row.at + seconds * 1000 < now) throw conflict('the message has disappeared already');
  if (row.kept_at === NEVER_KEPT) throw conflict('its sender does not allow to keep the message');
}

/** Content as in Baileys (`generateWAMessageContent`) and WAProto. */
function pinLetter(row: MessageRow, seconds: number | undefined, now: number): Letter {
  const { Type } = PinInChatMessage;
  return markLetter(row, {
    pinInChatMessage: {
      key: keyOf(row),
      type: seconds === undefined ? Type.UNPIN_FOR_ALL : Type.PIN_FOR_ALL,
      senderTimestampMs: now,
    },
    messageContextInfo: { messageAddOnDurationInSecs: seconds ?? 0 },
  });
}

function keepLetter(row: MessageRow, kept: boolean, now: number): Letter {
  const { KEEP_FOR_ALL, UNDO_KEEP_FOR_ALL } = proto.KeepType;
  return markLetter(row, {
    keepInChatMessage: {
      key: keyOf(row),
      keepType: kept ? KEEP_FOR_ALL : UNDO_KEEP_FOR_ALL,
      timestampMs: now,
    },
  });
}

function markLetter(row: MessageRow, content: proto.IMessage): Letter {
  return {
    jid: row.remote_jid,
    about: row.id,
    // miaw-core cannot send it: the content of a text is exchanged.
    perform: (client) => client.sendText(row.remote_jid, '.'),
    reshape: () => proto.Message.fromObject(content),
  };
}

function conflict(message: string): WhatsAppFault {
  return new WhatsAppFault('CONFLICT', message);
}
