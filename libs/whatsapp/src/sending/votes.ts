import { createHash } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import type { ChannelPosts } from '../channels/posts.js';
import { keyOf } from '../codec/message-key.js';
import { readPoll } from '../codec/polls.js';
import { checkChoice } from '../channels/poll-choice.js';
import { unwrap } from '../codec/wrapping.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownMessages, Reference } from '../conversations/known-messages.js';
import { WhatsAppFault } from '../faults.js';
import { isNewsletter } from '../wire/jids.js';
import { unacknowledged } from './channel-changes.js';
import { remark } from './changes.js';
import type { Origin } from './letter.js';
import type { Outbox, SendResult } from './outbox.js';
import { present } from './permissions.js';
import type { Seals } from './seals.js';

/** The votes of the account in polls, its own and those of others. */
export class Votes {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly outbox: Outbox,
    private readonly posts: ChannelPosts,
    private readonly seals: Seals,
  ) {}

  /**
   * Sets the vote of the account in a poll.
   * @param options all that are chosen; an empty list withdraws the vote
   * @param origin kept with the vote, unless the poll is in a channel
   * @throws WhatsAppFault INVALID_REQUEST if the poll does not allow this choice, MESSAGE_NOT_FOUND, CONFLICT if the message
   *   is no poll or nobody can vote in it; as `Outbox.send`; in a channel as `ChannelPosts.vote`
   */
  async vote(reference: Reference, options: string[], origin?: Origin): Promise<SendResult> {
    const { clock } = this.context;
    const row = await this.known.resolve(reference);
    const content = present(row);
    const poll = readPoll(unwrap(content).content);
    if (!poll) throw new WhatsAppFault('CONFLICT', 'the message is not a poll');
    checkChoice(poll, options);
    if (row.status === 'failed') throw new WhatsAppFault('CONFLICT', 'the poll was never sent');
    if (isNewsletter(row.remote_jid)) {
      if (row.server_id === null) throw unacknowledged();
      await this.posts.vote(row.remote_jid, row.server_id, options);
      return { messageId: row.id, timestamp: clock.now(), status: 'sent' };
    }
    const secret = this.seals.secretOf(content);
    const selectedOptions = options.map((option) => createHash('sha256').update(option).digest());
    const plaintext = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish();
    // whatsmeow `EncryptPollVote`
    const letter = remark(row, () => {
      const { payload, iv } = this.seals.answer(row, secret, 'Poll Vote', plaintext);
      return proto.Message.fromObject({
        pollUpdateMessage: {
          pollCreationMessageKey: keyOf(row),
          vote: { encPayload: payload, encIv: iv },
          senderTimestampMs: clock.now(),
        },
      });
    });
    return this.outbox.send({ ...letter, origin });
  }
}
