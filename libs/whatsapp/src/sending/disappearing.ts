import { proto } from '@whiskeysockets/baileys';
import type { WireJid } from '#libs/storage';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import type { Groups } from '../groups/groups.js';
import { isGroup, parseRecipient } from '../wire/jids.js';
import type { Letter } from './letter.js';
import type { Outbox } from './outbox.js';

/** After how long the messages of chats disappear. */
export class Disappearing {
  constructor(
    private readonly context: Pick<InstanceContext, 'clock'>,
    private readonly outbox: Outbox,
    private readonly groups: Groups,
  ) {}

  /**
   * Sets the timer of a chat: for a group a setting of the group, otherwise a message to the person.
   * @param jid phone number or JID
   * @param seconds 0: messages stay
   * @throws WhatsAppFault INVALID_REQUEST; as `Groups.update` and `Outbox.send`; UPSTREAM_TIMEOUT also if WhatsApp does not
   *   acknowledge the message in time, which may still arrive
   */
  async set(jid: string, seconds: number): Promise<void> {
    const recipient = parseRecipient(jid, 'jid');
    if (isGroup(recipient)) {
      await this.groups.update(recipient, { disappearingSeconds: seconds });
      return;
    }
    const { status } = await this.outbox.send(timerLetter(recipient, seconds, this.context.clock.now()));
    if (status === 'pending')
      throw new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp has not acknowledged the timer yet', {
        outcome: 'unknown',
      });
  }
}

/** Content as in whatsmeow (`SetDisappearingTimer` in group.go). */
function timerLetter(jid: WireJid, seconds: number, now: number): Letter {
  const setting = {
    type: proto.Message.ProtocolMessage.Type.EPHEMERAL_SETTING,
    ephemeralExpiration: seconds,
    ephemeralSettingTimestamp: Math.floor(now / 1000),
  };
  return {
    jid,
    // miaw-core cannot send it: the content of a text is exchanged.
    perform: (client) => client.sendText(jid, '.'),
    reshape: () => proto.Message.fromObject({ protocolMessage: setting }),
  };
}
