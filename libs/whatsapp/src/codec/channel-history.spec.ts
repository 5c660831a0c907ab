import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { optionHash, readHistory } from './channel-history.js';

const JID = '120363144038483540@newsletter';

const plaintext = Buffer.from(proto.Message.encode({ conversation: 'Hello' }).finish());
const full: BinaryNode = {
  tag: 'message',
  attrs: { id: 'A', server_id: '101', t: '1790001172', type: 'poll' },
  content: [
    { tag: 'views_count', attrs: { count: '9' } },
    { tag: 'forwards_count', attrs: { count: '750' } },
    { tag: 'meta', attrs: { polltype: 'creation', msg_edit_t: '1790001172123' } },
    {
      tag: 'votes',
      attrs: {},
      content: [{ tag: 'vote', attrs: { count: '7' }, content: Buffer.from(optionHash('Monday'), 'hex') }],
    },
    {
      tag: 'reactions',
      attrs: {},
      content: [
        { tag: 'reaction', attrs: { code: '👍', count: '3' } },
        { tag: 'reaction', attrs: { count: '3' } },
      ],
    },
    { tag: 'plaintext', attrs: {}, content: plaintext },
  ],
};
const deleted: BinaryNode = {
  tag: 'message',
  attrs: { id: 'B', server_id: '102', edit: '8', t: '1' },
  content: [{ tag: 'plaintext', attrs: {} }],
};
const unnumbered: BinaryNode = { tag: 'message', attrs: { id: 'C' }, content: [] };

function answer(messages: BinaryNode[]): BinaryNode {
  return { tag: 'iq', attrs: {}, content: [{ tag: 'messages', attrs: { jid: JID }, content: messages }] };
}

describe('the history of a channel', () => {
  it('has posts with what the server counts', () => {
    const [post] = readHistory(answer([full]), JID);
    expect(post).toMatchObject({
      serverId: 101,
      deleted: false,
      editedAt: 1_790_001_172_123,
      views: 9,
      forwards: 750,
      reactions: [{ emoji: '👍', count: 3 }],
      message: { conversation: 'Hello' },
      stanza: { attrs: { from: JID, id: 'A' } },
    });
    expect(post?.votes).toEqual(new Map([[optionHash('Monday'), 7]]));
  });

  it('has deleted posts without content, and leaves out what has no number', () => {
    const posts = readHistory(answer([deleted, unnumbered]), JID);
    expect(posts).toMatchObject([{ serverId: 102, deleted: true, message: undefined, reactions: [] }]);
    expect(readHistory({ tag: 'iq', attrs: {} }, JID)).toEqual([]);
  });
});
