import type { BinaryNode } from '@whiskeysockets/baileys';
import { WhatsAppFault } from '../faults.js';
import { readBlocklist, readBlocklistNews, readPrivacy } from './account-settings.js';

function node(tag: string, attrs: Record<string, string> = {}, content?: BinaryNode[]): BinaryNode {
  return { tag, attrs, content };
}

describe('privacy settings', () => {
  it('are read by their names, values that are new included', () => {
    const category = (name: string, value: string) => node('category', { name, value });
    const categories = [category('last', 'contacts'), category('online', 'some_day'), category('new', 'x')];
    expect(readPrivacy(node('iq', {}, [node('privacy', {}, categories)]))).toMatchObject({
      lastSeen: 'contacts',
      online: 'some_day',
      about: undefined,
    });
    expect(() => readPrivacy(node('iq'))).toThrow(WhatsAppFault);
  });
});

describe('a blocklist', () => {
  it('has addresses, with the number where WhatsApp tells it', () => {
    const items = [
      node('item', { jid: '100000000000001@lid', pn_jid: '15550001111@s.whatsapp.net' }),
      node('item', { jid: '15550002222@s.whatsapp.net' }),
      node('item'),
    ];
    expect(readBlocklist(node('iq', {}, [node('list', {}, items)]))).toEqual([
      { jid: '100000000000001@lid', pair: { lid: '100000000000001', phone: '15550001111' } },
      { jid: '15550002222@s.whatsapp.net', pair: undefined },
    ]);
    expect(() => readBlocklist(node('iq'))).toThrow(WhatsAppFault);
  });
});

describe('a notification about the blocklist', () => {
  const read = (content: BinaryNode[]) =>
    readBlocklistNews(node('notification', { type: 'account_sync' }, content));

  it('says who was blocked and unblocked', () => {
    const items = [
      node('item', { action: 'block', jid: '100000000000001@lid' }),
      node('item', { action: 'unblock', jid: '15550002222@s.whatsapp.net' }),
    ];
    expect(read([node('blocklist', { dhash: '2:x' }, items)])).toEqual([
      { action: 'block', jid: '100000000000001@lid' },
      { action: 'unblock', jid: '15550002222@s.whatsapp.net' },
    ]);
  });

  it('may not say who', () => {
    expect(read([node('blocklist', { action: 'modify' })])).toEqual([{ action: 'changed' }]);
  });

  it('is none of these', () => {
    expect(read([node('privacy')])).toBeUndefined();
    const other = node('notification', { type: 'contacts' }, [node('blocklist')]);
    expect(readBlocklistNews(other)).toBeUndefined();
  });
});
