import { type EndpointFilter, type FilteredEvent, passes } from './endpoint-filter.js';

const ANNA = '15550001111@s.whatsapp.net';
const ANNAS_LID = '913103037140909@lid';
const GROUP = '120363043211234567@g.us';

const message = (chat: string, data: object = {}): FilteredEvent => ({
  event: 'message',
  chat,
  data: { type: 'text', fromMe: false, ...data },
});
const READY: FilteredEvent = { event: 'ready', chat: null, data: { phone: '1' } };
const RECEIPT: FilteredEvent = { event: 'message_receipt', chat: GROUP, data: { type: 'read' } };

async function fits(filter: EndpointFilter, event: FilteredEvent): Promise<boolean> {
  const known: Record<string, string> = { [ANNA]: ANNAS_LID, [ANNAS_LID]: ANNA };
  return passes(filter, event, async (chat) => known[chat]);
}

describe('the filter of an endpoint', () => {
  it.each<[string, EndpointFilter, FilteredEvent, boolean]>([
    ['nothing lets everything pass', {}, message(ANNA), true],
    ['people: a person', { chats: 'people' }, message(ANNA), true],
    ['people: a person by LID', { chats: 'people' }, message(ANNAS_LID), true],
    ['people: a group', { chats: 'people' }, message(GROUP), false],
    ['people: a channel', { chats: 'people' }, message('1@newsletter'), false],
    ['people: what belongs to no chat', { chats: 'people' }, READY, true],
    ['groups: a group', { chats: 'groups' }, message(GROUP), true],
    ['groups: a person', { chats: 'groups' }, message(ANNA), false],
    ['groups: a status post', { chats: 'groups' }, message('status@broadcast'), false],
    ['a chat', { chatIds: [ANNA] }, message(ANNA), true],
    ['a chat: another', { chatIds: [ANNA] }, message(GROUP), false],
    ['a chat: the same by LID', { chatIds: [ANNA] }, message(ANNAS_LID), true],
    ['a chat by LID: the same by phone', { chatIds: [ANNAS_LID] }, message(ANNA), true],
    ['a chat: what belongs to no chat', { chatIds: [ANNA] }, READY, true],
    ['not from me: from others', { fromMe: false }, message(ANNA), true],
    ['not from me: from me', { fromMe: false }, message(ANNA, { fromMe: true }), false],
    ['from me: from me', { fromMe: true }, message(ANNA, { fromMe: true }), true],
    ['from me: what does not say', { fromMe: true }, RECEIPT, true],
    ['types: one of them', { types: ['text', 'image'] }, message(ANNA), true],
    ['types: another', { types: ['image'] }, message(ANNA), false],
    ['types: what is no message, though it has a type', { types: ['image'] }, RECEIPT, true],
    ['all of several', { chats: 'people', types: ['text'], fromMe: false }, message(ANNA), true],
    ['one of several not', { chats: 'people', types: ['text'], fromMe: true }, message(ANNA), false],
  ])('%s', async (_name, filter, event, expected) => {
    expect(await fits(filter, event)).toBe(expected);
  });
});
