import type { BinaryNode } from '@whiskeysockets/baileys';
import type { GroupFacts } from '../codec/group.js';

/** The settings of a group that admins can change. */
export type GroupSettings = Partial<
  Pick<GroupFacts, 'announce' | 'restrict' | 'membersCanAdd' | 'joinApproval' | 'disappearingSeconds'>
>;

function node(tag: string, attrs: BinaryNode['attrs'] = {}, content?: BinaryNode['content']): BinaryNode {
  return { tag, attrs, content };
}

/**
 * One query for each setting that changes, with its name (Baileys' lib/Socket/groups.js, whatsmeow `group.go`).
 */
export function settingQueries(settings: GroupSettings): [name: string, query: BinaryNode][] {
  const { announce, restrict, membersCanAdd, joinApproval, disappearingSeconds } = settings;
  const queries: Record<keyof GroupSettings, BinaryNode | undefined> = {
    announce: queryFor(announce, (on) => node(on ? 'announcement' : 'not_announcement')),
    restrict: queryFor(restrict, (on) => node(on ? 'locked' : 'unlocked')),
    membersCanAdd: queryFor(membersCanAdd, (on) =>
      node('member_add_mode', {}, on ? 'all_member_add' : 'admin_add'),
    ),
    joinApproval: queryFor(joinApproval, (on) =>
      node('membership_approval_mode', {}, [node('group_join', { state: on ? 'on' : 'off' })]),
    ),
    disappearingSeconds: queryFor(disappearingSeconds, (seconds) =>
      seconds === 0 ? node('not_ephemeral') : node('ephemeral', { expiration: String(seconds) }),
    ),
  };
  return Object.entries(queries).flatMap(([name, query]) => (query ? [[name, query]] : []));
}

function queryFor<T>(value: T | undefined, query: (value: T) => BinaryNode): BinaryNode | undefined {
  return value === undefined ? undefined : query(value);
}
