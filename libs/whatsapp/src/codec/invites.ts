import { proto } from '@whiskeysockets/baileys';
import { millisecondsOf } from './numbers.js';
import type { Told } from './said.js';

export function readGroupInvite(invite: proto.Message.IGroupInviteMessage): Told {
  const { PARENT } = proto.Message.GroupInviteMessage.GroupType;
  return {
    text: invite.caption || invite.groupName || undefined,
    groupInvite: {
      groupJid: invite.groupJid ?? '',
      code: invite.inviteCode || undefined,
      expiresAt: millisecondsOf(invite.inviteExpiration),
      name: invite.groupName || undefined,
      community: invite.groupType === PARENT || undefined,
    },
  };
}

export function readAdminInvite(invite: proto.Message.INewsletterAdminInviteMessage): Told {
  return channelInvite(invite, 'admin', millisecondsOf(invite.inviteExpiration));
}

export function readFollowerInvite(invite: proto.Message.INewsletterFollowerInviteMessage): Told {
  return channelInvite(invite, 'follower');
}

function channelInvite(
  { newsletterJid, newsletterName, caption }: proto.Message.INewsletterFollowerInviteMessage,
  role: 'admin' | 'follower',
  expiresAt?: number,
): Told {
  const name = newsletterName || undefined;
  return { text: caption || name, channelInvite: { channelJid: newsletterJid ?? '', name, role, expiresAt } };
}
