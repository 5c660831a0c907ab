import { proto } from '@whiskeysockets/baileys';
import type { WireJid } from '#libs/storage';
import type { AdminInvitation, Channels, ChannelView } from '../channels/channels.js';
import { WhatsAppFault } from '../faults.js';
import { parsePerson } from '../wire/jids.js';
import type { Letter } from './letter.js';
import type { Outbox, SendResult } from './outbox.js';

/** Invites people to be admins of channels. */
export class ChannelAdmins {
  constructor(
    private readonly channels: Channels,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Invites somebody, and sends them the message by which they accept, as WhatsApp's apps do.
   * @param person phone number or JID
   * @throws WhatsAppFault as `Channels.inviteAdmin`, and as `Outbox.send` with `invited` in the details: then the invitation
   *   is valid, but the message was not sent
   */
  async invite(jid: string, person: string): Promise<AdminInvitation & SendResult> {
    const to = parsePerson(person, 'person');
    const channel = await this.channels.get(jid);
    const invitation = await this.channels.inviteAdmin(jid, person);
    try {
      return { ...invitation, ...(await this.outbox.send(letterTo(to, channel, invitation))) };
    } catch (error) {
      if (!(error instanceof WhatsAppFault)) throw error;
      const { code, message, details } = error;
      throw new WhatsAppFault(code, message, { ...details, invited: true }, { cause: error });
    }
  }
}

function letterTo(to: WireJid, { jid, name }: ChannelView, { expiresAt }: AdminInvitation): Letter {
  const caption = `Invitation to be an admin of the channel ${name}`;
  return {
    jid: to,
    perform: (client) => client.sendText(to, caption),
    // miaw-core and Baileys cannot make this kind of message.
    reshape: ({ extendedTextMessage, messageContextInfo }) =>
      proto.Message.fromObject({
        messageContextInfo,
        newsletterAdminInviteMessage: {
          newsletterJid: jid,
          newsletterName: name,
          caption,
          ...(expiresAt !== undefined && { inviteExpiration: Math.floor(expiresAt / 1000) }),
          contextInfo: extendedTextMessage?.contextInfo,
        },
      }),
  };
}
