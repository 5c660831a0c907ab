import type { BinaryNode } from '@whiskeysockets/baileys';
import { linkedMembersIn, linksIn, subgroupsIn } from './subgroups.js';

function node(tag: string, attrs: BinaryNode['attrs'] = {}, content?: BinaryNode[]): BinaryNode {
  return { tag, attrs, content };
}

describe('the groups of a community', () => {
  it('are read by id or JID, with what WhatsApp says of them', () => {
    const groups = [
      node('group', { id: '120363000000000001', subject: 'Acme', s_t: '1' }, [node('default_sub_group')]),
      node('group', { jid: '120363000000000002@g.us', subject: 'Sales', size: '3', creation: '1700000000' }),
      node('group', { jid: '6281234567890@s.whatsapp.net', subject: 'nobody' }),
      node('group', { subject: 'nameless' }),
    ];
    expect(subgroupsIn(node('iq', {}, [node('sub_groups', {}, groups)]))).toEqual([
      { jid: '120363000000000001@g.us', name: 'Acme', isAnnouncementGroup: true },
      {
        jid: '120363000000000002@g.us',
        name: 'Sales',
        isAnnouncementGroup: false,
        size: 3,
        createdAt: 1_700_000_000_000,
      },
    ]);
  });

  it('are an error if the answer has no list', () => {
    expect(() => subgroupsIn(node('iq'))).toThrow("WhatsApp's answer was not understood");
  });
});

describe('the members of a community', () => {
  it('are read from one list, or from one for each group', () => {
    const anna = node('participant', {
      jid: '1@lid',
      phone_number: '15550001111@s.whatsapp.net',
      type: 'admin',
    });
    const ben = node('participant', { jid: '15550002222@s.whatsapp.net' });
    const list = (...content: BinaryNode[]) =>
      node('iq', {}, [node('linked_groups_participants', {}, content)]);
    const both = [
      { lid: '1', phone: '15550001111', role: 'admin' },
      { phone: '15550002222', role: 'member' },
    ];
    expect(linkedMembersIn(list(anna, ben))).toEqual(both);
    expect(linkedMembersIn(list(node('group', { jid: '2@g.us' }, [anna, ben])))).toEqual(both);
  });
});

describe('the results of linking groups', () => {
  it('are read inside the nodes around them, with the errors', () => {
    const groups = [
      node('group', { jid: '120363000000000001@g.us' }),
      node('group', { jid: '120363000000000002@g.us', error: '406' }),
    ];
    const linked = node('iq', {}, [node('links', {}, [node('link', { link_type: 'sub_group' }, groups)])]);
    const results = [{ jid: '120363000000000001@g.us' }, { jid: '120363000000000002@g.us', error: '406' }];
    expect(linksIn(linked, ['links', 'link'])).toEqual(results);
    expect(linksIn(node('iq', {}, [node('unlink', {}, groups)]), ['unlink'])).toEqual(results);
    expect(() => linksIn(linked, ['unlink'])).toThrow("WhatsApp's answer was not understood");
  });
});
