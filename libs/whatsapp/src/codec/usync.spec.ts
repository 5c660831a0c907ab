import type { BinaryNode } from '@whiskeysockets/baileys';
import { readRegistered } from './usync.js';

function node(tag: string, attrs: Record<string, string> = {}, content?: BinaryNode['content']): BinaryNode {
  return { tag, attrs, content };
}

function user(jid: string, type: string, asked?: string): BinaryNode {
  return node('user', { jid }, [node('contact', { type }, asked && Buffer.from(asked))]);
}

function answer(users: BinaryNode[], result: BinaryNode[] = [node('contact')]): BinaryNode {
  return node('iq', { type: 'result' }, [
    node('usync', {}, [node('result', {}, result), node('list', {}, users)]),
  ]);
}

function faultOf(refused: BinaryNode): unknown {
  try {
    return readRegistered(refused);
  } catch (error) {
    return error;
  }
}

describe('who is on WhatsApp', () => {
  it('is told by the number that was asked about, whatever the JID', () => {
    const users = [
      user('555180001111@s.whatsapp.net', 'in', '+5551980001111'),
      user('15550001111@s.whatsapp.net', 'out', '+15550001111'),
      user('15550002222@s.whatsapp.net', 'in'),
    ];
    expect([...readRegistered(answer(users))]).toEqual([
      ['5551980001111', '555180001111@s.whatsapp.net'],
      ['15550002222', '15550002222@s.whatsapp.net'],
    ]);
  });

  it.each([
    ['of everybody', answer([], [node('contact', {}, [node('error', { code: '429' })])])],
    [
      'of one',
      answer([
        node('user', { jid: '1@s.whatsapp.net' }, [node('contact', {}, [node('error', { code: '429' })])]),
      ]),
    ],
  ])('is not taken to be nobody when WhatsApp does not tell %s', (_whom, refused) => {
    expect(faultOf(refused)).toMatchObject({ code: 'WHATSAPP_ERROR', details: { code: '429' } });
  });

  it('is not told by an answer to something else', () => {
    for (const content of [undefined, [node('usync')]])
      expect(faultOf(node('iq', { type: 'result' }, content))).toMatchObject({
        code: 'WHATSAPP_ERROR',
        details: { outcome: 'unknown' },
      });
  });
});
