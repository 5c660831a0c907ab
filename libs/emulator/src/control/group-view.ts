import type { WhatsAppServer } from '../assembly.js';
import { type Group, GROUP_SERVER } from '../groups/group.js';

/** A group as the control API shows it. */
export function showGroup({ directory }: WhatsAppServer, group: Group) {
  const member = (phone: string) => {
    const { pnJid, lidJid } = directory.ensure(phone);
    return { phone, jid: pnJid, lid: lidJid };
  };
  return {
    jid: group.jid,
    addressing: group.addressing,
    suspended: group.suspended,
    subject: group.subject.text,
    subjectBy: group.subject.by,
    subjectAt: group.subject.at,
    description: group.description ?? null,
    creator: group.creator,
    creation: group.creation,
    participants: [...group.members].map(([phone, role]) => ({
      ...member(phone),
      role,
      label: group.labels.get(phone)?.text || undefined,
    })),
    announce: group.announce,
    locked: group.locked,
    memberAddMode: group.memberAddMode,
    joinApproval: group.joinApproval,
    ephemeral: group.ephemeral,
    inviteCode: group.inviteCode,
    picture: group.picture?.id ?? null,
    requests: [...group.requests].map(([phone, request]) => ({ ...member(phone), ...request })),
    community: group.place ? `${group.place.id}@${GROUP_SERVER}` : null,
    kind: group.community ? 'community' : (group.place?.kind ?? 'group'),
  };
}

/** A community as the control API shows it, with the groups in it. */
export function showCommunity(server: WhatsAppServer, community: Group) {
  return {
    ...showGroup(server, community),
    ...community.community,
    groups: server.groups.groups.inside(community).map((group) => showGroup(server, group)),
  };
}
