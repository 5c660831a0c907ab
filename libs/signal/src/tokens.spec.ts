import { decodeBinaryNode, encodeBinaryNode } from '@whiskeysockets/baileys';
import { repairTokens } from './tokens.js';

it.each(['constructor', 'toString', '__proto__', 'message'])('a stanza can say %s', async (word) => {
  repairTokens();
  const node = { tag: 'subject', attrs: { subject: word }, content: Buffer.from(word) };
  expect(await decodeBinaryNode(Buffer.from(encodeBinaryNode(node)))).toEqual(node);
});
