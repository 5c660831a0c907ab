import type { GroupChanges } from '#libs/events';
import { type GroupFacts, type GroupMember, isSame, type Named } from './group.js';
import type { GroupNews } from './group-news.js';

/**
 * A group after something happened in it.
 * @returns undefined if that does not show how the group is now
 */
export function changed(facts: GroupFacts, news: GroupNews): GroupFacts | undefined {
  if (news.kind === 'update')
    return news.changes.deleted || news.changes.other || isMoved(news.changes)
      ? undefined
      : { ...facts, ...settingsIn(news.changes) };
  if (news.kind === 'request') return facts;
  if (news.kind !== 'participants') return undefined;
  const { people } = news;
  switch (news.action) {
    case 'add':
    case 'join':
      return withMembers(facts, [...others(facts, people), ...people.map(asMember)]);
    case 'remove':
    case 'leave':
      return withMembers(facts, others(facts, people));
    case 'promote':
      return withMembers(facts, withRole(facts, people, 'admin'));
    case 'demote':
      return withMembers(facts, withRole(facts, people, 'member'));
    default:
      return undefined;
  }
}

type Settings = Partial<
  Pick<
    GroupFacts,
    'name' | 'announce' | 'restrict' | 'membersCanAdd' | 'joinApproval' | 'disappearingSeconds'
  >
>;

/** Whether a group was put into a community, or taken out of one. */
function isMoved({ linked = [], unlinked = [] }: GroupChanges): boolean {
  return [...linked, ...unlinked].some(({ relation }) => relation === 'parent_group');
}

function settingsIn(changes: Settings): Settings {
  const { name, announce, restrict, membersCanAdd, joinApproval, disappearingSeconds } = changes;
  const all = { name, announce, restrict, membersCanAdd, joinApproval, disappearingSeconds };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function withMembers(facts: GroupFacts, members: GroupMember[]): GroupFacts {
  return { ...facts, members, size: members.length };
}

function others({ members }: GroupFacts, people: readonly Named[]): GroupMember[] {
  return members.filter((member) => !people.some((person) => isSame(person, member)));
}

function asMember({ phone, lid }: Named): GroupMember {
  return { ...(phone !== undefined && { phone }), ...(lid !== undefined && { lid }), role: 'member' };
}

/** The creator stays `superadmin`. */
function withRole(
  { members }: GroupFacts,
  people: readonly Named[],
  role: 'admin' | 'member',
): GroupMember[] {
  return members.map((member) =>
    member.role !== 'superadmin' && people.some((person) => isSame(person, member))
      ? { ...member, role }
      : member,
  );
}
