import { isLid, isPhone, type Lid, type Phone } from '#libs/storage';
import type { GroupFacts } from './group.js';
import { changed } from './group-changes.js';

function phone(digits: string): Phone {
  if (!isPhone(digits)) throw new Error(digits);
  return digits;
}

function lid(digits: string): Lid {
  if (!isLid(digits)) throw new Error(digits);
  return digits;
}

const ANNA = { phone: phone('15550001111'), lid: lid('101') };
const BEN = { lid: lid('102') };
const CARA = { phone: phone('15550003333') };

const GROUP: GroupFacts = {
  jid: '123456@g.us',
  name: 'Team',
  size: 2,
  addressing: 'lid',
  announce: false,
  restrict: false,
  membersCanAdd: false,
  joinApproval: false,
  disappearingSeconds: 0,
  isCommunity: false,
  isAnnouncementGroup: false,
  members: [
    { ...ANNA, role: 'superadmin' },
    { ...BEN, role: 'member' },
  ],
};

const groupJid = GROUP.jid;

describe('a known group', () => {
  it('has those who join, each once', () => {
    const people = [CARA, { ...BEN, phone: phone('15550002222') }];
    const after = changed(GROUP, { groupJid, kind: 'participants', action: 'add', people });
    expect(after).toMatchObject({
      size: 3,
      members: [
        { ...ANNA, role: 'superadmin' },
        { ...CARA, role: 'member' },
        { ...people[1], role: 'member' },
      ],
    });
  });

  it('no longer has those who leave, however they are named', () => {
    const people = [{ lid: ANNA.lid }];
    const after = changed(GROUP, { groupJid, kind: 'participants', action: 'leave', people });
    expect(after).toMatchObject({ size: 1, members: [{ ...BEN, role: 'member' }] });
  });

  it('has other admins after a promotion, and always the same creator', () => {
    const promoted = changed(GROUP, {
      groupJid,
      kind: 'participants',
      action: 'promote',
      people: [ANNA, BEN],
    });
    expect(promoted?.members.map(({ role }) => role)).toEqual(['superadmin', 'admin']);
  });

  it('has new settings', () => {
    const changes = { announce: true, disappearingSeconds: 86_400 };
    expect(changed(GROUP, { groupJid, kind: 'update', changes })).toEqual({ ...GROUP, ...changes });
  });

  it('is unknown after what does not show how it is', () => {
    expect(changed(GROUP, { groupJid, kind: 'arrival', action: 'add', members: [] })).toBeUndefined();
    expect(changed(GROUP, { groupJid, kind: 'participants', action: 'create', people: [] })).toBeUndefined();
  });
});
