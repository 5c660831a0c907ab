import { proto } from '@whiskeysockets/baileys';
import { parseGroup } from '../wire/jids.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { Outbox, SendResult } from './outbox.js';

/** What the account calls its own role in groups. */
export class MemberLabels {
  constructor(
    private readonly context: InstanceContext,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Sends the members of a group the label of the account (WhatsApp Web's `WAWebSendMemberLabelAction`, Baileys'
   * `updateMemberLabel`).
   * @param label an empty one removes it
   * @throws WhatsAppFault INVALID_REQUEST; as `Outbox.send`
   */
  async set(group: string, label: string): Promise<SendResult> {
    const jid = parseGroup(group, 'groupJid');
    const labelTimestamp = Math.floor(this.context.clock.now() / 1_000);
    return this.outbox.send({
      jid,
      perform: (client) => client.sendText(jid, label || '-'),
      // miaw-core and Baileys cannot make this message; Baileys' own function sends it without storing or acknowledging it.
      reshape: ({ messageContextInfo }) =>
        proto.Message.fromObject({
          messageContextInfo,
          protocolMessage: {
            type: proto.Message.ProtocolMessage.Type.GROUP_MEMBER_LABEL_CHANGE,
            memberLabel: { label, labelTimestamp },
          },
        }),
    });
  }
}
