import { proto } from '@whiskeysockets/baileys';
import type { Kind } from './kind.js';

/** An invitation for one person to a group that others may not add them to. */
export interface OutgoingGroupInvite {
  groupJid: string;
  groupName: string;
  inviteCode: string;
  /** Epoch ms. */
  expiresAt: number;
  caption?: string;
}

export interface GroupInviteDraft {
  kind: 'group_invite';
  invite: OutgoingGroupInvite;
}

export const groupInvite: Kind<GroupInviteDraft> = {
  letter({ jid, quoted, ...mentioned }, { invite }) {
    return {
      jid,
      ...mentioned,
      // miaw-core cannot send invitations: its text carries what all messages have, and the content is exchanged.
      perform: (client) => client.sendText(jid, invite.groupName, { quoted }),
      reshape: ({ extendedTextMessage, messageContextInfo }) =>
        proto.Message.fromObject({
          messageContextInfo,
          groupInviteMessage: {
            groupJid: invite.groupJid,
            groupName: invite.groupName,
            inviteCode: invite.inviteCode,
            inviteExpiration: Math.floor(invite.expiresAt / 1_000),
            caption: invite.caption ?? '',
            contextInfo: extendedTextMessage?.contextInfo,
          },
        }),
    };
  },
};
