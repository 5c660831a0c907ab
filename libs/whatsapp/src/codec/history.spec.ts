import { proto } from '@whiskeysockets/baileys';
import { answeredIn, pastChats, pastContacts, pastPairs, pastRecords, readPast } from './history.js';
import { asLid, asPhone } from '../testing/addresses.js';

const self = { phone: asPhone('628111111111'), lid: asLid('911607346010217') };
const ANNA = '15550001111@s.whatsapp.net';
const GROUP = '120363041234567890@g.us';
const NOW = 1_000_000;
const history = (rest: Partial<Parameters<typeof pastChats>[0]>) => ({ chats: [], messages: [], ...rest });

function record(key: proto.IMessageKey, at: number, rest: proto.IWebMessageInfo = {}): proto.IWebMessageInfo {
  return { key, messageTimestamp: at, message: { conversation: key.id ?? '' }, ...rest };
}

describe('history', () => {
  it('has the chats that were in use, and no lists, status posts or newsletters', () => {
    const chats = [
      { id: ANNA, name: 'Anna', conversationTimestamp: 100, unreadCount: 0 },
      { id: GROUP, displayName: 'Friends', lastMsgTimestamp: 99, unreadCount: null },
      { id: '15550002222@s.whatsapp.net', conversationTimestamp: 10 },
      ...['status@broadcast', '1@broadcast', '120363041234567890@newsletter', '0@bot'].map((id) => ({
        id,
        conversationTimestamp: 100,
      })),
    ];
    expect(pastChats(history({ chats }), 50_000, NOW)).toEqual([
      { jid: ANNA, name: 'Anna', at: 100_000, unread: 0, labels: [] },
      { jid: GROUP, name: 'Friends', at: 99_000, labels: [] },
    ]);
  });

  it('has what members of groups call their roles', () => {
    const participant = [
      { userJid: ANNA, memberLabel: { label: 'Boss', labelTimestamp: 90 } },
      { userJid: '913103037140909@lid', memberLabel: { label: '', labelTimestamp: 90 } },
      { userJid: '15550003333@s.whatsapp.net' },
    ];
    const chats = [{ id: GROUP, conversationTimestamp: 100, participant }];
    expect(pastChats(history({ chats }), 50_000, NOW)).toMatchObject([
      { labels: [{ jid: ANNA, label: 'Boss', at: 90_000 }] },
    ]);
  });

  it('answers a request, and may say whether the phone has more', () => {
    const { EndOfHistoryTransferType: End } = proto.Conversation;
    const { COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY: all } = End;
    const { COMPLETE_ON_DEMAND_SYNC_BUT_MORE_MSG_REMAIN_ON_PRIMARY: some } = End;
    const of = (endOfHistoryTransferType?: proto.Conversation.EndOfHistoryTransferType) =>
      answeredIn(history({ chats: [{ id: ANNA, endOfHistoryTransferType }], peerDataRequestSessionId: 'R' }));
    expect(of(all)).toEqual({ requestId: 'R', jid: ANNA, more: false });
    expect(of(some)).toEqual({ requestId: 'R', jid: ANNA, more: true });
    expect(of()).toEqual({ requestId: 'R', jid: ANNA });
    expect(answeredIn(history({ peerDataRequestSessionId: 'R' }))).toEqual({ requestId: 'R' });
    expect(answeredIn(history({ chats: [{ id: ANNA }] }))).toBeUndefined();
  });

  it('has no time that is still to come', () => {
    const later = 1e14;
    const chats = [{ id: ANNA, conversationTimestamp: later }];
    expect(pastChats(history({ chats }), 50_000, NOW)).toEqual([{ jid: ANNA, at: NOW, labels: [] }]);
    const past = readPast(record({ remoteJid: ANNA, id: 'a' }, later), self, NOW);
    expect(past?.envelope.timestamp).toBe(NOW / 1000);
  });

  it('has names of people, those of the address book and their own', () => {
    const chats = [
      { id: ANNA, name: 'Mum', displayName: 'Anna' },
      { id: '913103037140909@lid', name: 'Ben' },
      { id: '15550003333@s.whatsapp.net', displayName: 'Casey' },
      { id: GROUP, name: 'Friends' },
    ];
    const contacts = [{ id: ANNA, notify: 'Anna K.' }, { id: GROUP }, { id: '15550004444@s.whatsapp.net' }];
    expect(pastContacts(history({ chats, contacts }))).toEqual([
      { jid: ANNA, name: 'Mum' },
      { jid: '913103037140909@lid', name: 'Ben' },
      { jid: ANNA, pushName: 'Anna K.' },
    ]);
  });

  it('has its records in the order in which they were written', () => {
    const messages = [
      record({ remoteJid: ANNA, id: 'c' }, 102),
      record({ remoteJid: ANNA, id: 'b2' }, 101),
      record({ remoteJid: ANNA, id: 'b1' }, 101),
      record({ remoteJid: ANNA, id: 'old' }, 10),
      record({ remoteJid: 'status@broadcast', id: 's' }, 102),
      record({ remoteJid: GROUP, id: 'a' }, 100),
    ];
    const records = pastRecords(history({ messages }), 50_000);
    expect(records.map(({ key }) => key?.id)).toEqual(['a', 'b1', 'b2', 'c']);
  });

  it('tells who wrote what', () => {
    const theirs = record(
      { remoteJid: GROUP, id: 'a', fromMe: false, participant: '913103037140909@lid' },
      100,
    );
    expect(readPast(theirs, self, NOW)).toMatchObject({
      envelope: {
        chatJid: GROUP,
        authorJid: '913103037140909@lid',
        isGroup: true,
        fromMe: false,
        timestamp: 100,
      },
      said: { type: 'text', text: 'a' },
      status: null,
    });
    const ours = record({ remoteJid: ANNA, id: 'b', fromMe: true }, 100, {
      status: proto.WebMessageInfo.Status.READ,
      messageSecret: Buffer.alloc(32, 1),
    });
    expect(readPast(ours, self, NOW)).toMatchObject({
      envelope: { chatJid: ANNA, authorJid: '628111111111@s.whatsapp.net', fromMe: true },
      message: { messageContextInfo: { messageSecret: Buffer.alloc(32, 1) } },
      status: 'read',
    });
  });

  it('knows what is pinned and kept', () => {
    const pinInChat = {
      type: proto.PinInChat.Type.PIN_FOR_ALL,
      senderTimestampMs: 5_000,
      messageAddOnContextInfo: { messageAddOnDurationInSecs: 60 },
    };
    const keepInChat = { keepType: proto.KeepType.KEEP_FOR_ALL, clientTimestampMs: 7_000 };
    const marked = record({ remoteJid: ANNA, id: 'a' }, 100, { pinInChat, keepInChat });
    expect(readPast(marked, self, NOW)?.marks).toEqual({
      pinned_at: 5_000,
      pinned_until: 65_000,
      kept_at: 7_000,
    });
    const type = proto.PinInChat.Type.UNPIN_FOR_ALL;
    const undone = record({ remoteJid: ANNA, id: 'a' }, 100, { pinInChat: { ...pinInChat, type } });
    expect(readPast(undone, self, NOW)?.marks).toEqual({});
  });

  it('never has a message of ours that would be sent again', () => {
    const { PENDING } = proto.WebMessageInfo.Status;
    const ours = record({ remoteJid: ANNA, id: 'b', fromMe: true }, 100, { status: PENDING });
    expect(readPast(ours, self, NOW)).toMatchObject({ status: 'sent' });
  });

  it.each([
    ['nothing left', record({ remoteJid: ANNA, id: 'a' }, 100, { message: null, messageStubType: 1 })],
    [
      'a reaction',
      record({ remoteJid: ANNA, id: 'a' }, 100, { message: { reactionMessage: { key: { id: 'b' } } } }),
    ],
    ['no author', record({ remoteJid: GROUP, id: 'a' }, 100)],
  ])('leaves out what has %s', (_what, info) => {
    expect(readPast(info, self, NOW)).toBeUndefined();
  });

  it('pairs people with their other address', () => {
    const lidPnMappings = [
      { lid: '913103037140909@lid', pn: ANNA },
      { lid: 'junk', pn: ANNA },
    ];
    expect(pastPairs(history({ lidPnMappings }))).toEqual([{ lid: '913103037140909', phone: '15550001111' }]);
  });
});
