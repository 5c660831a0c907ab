import { proto } from '@whiskeysockets/baileys';
import { readContent } from './content.js';
import { contextInfo } from './context.js';
import { deleteDraft, editDraft, reactionDraft } from './drafts.js';
import { statementDraft } from './statements.js';

const CHAT = '15550001111@s.whatsapp.net';

/** As it looks after the wire. */
function travelled(message: proto.IMessage): proto.IMessage {
  return proto.Message.decode(proto.Message.encode(message).finish());
}

describe('what a person sees in a message', () => {
  it('is a text, with quote and mentions', () => {
    const plain = statementDraft({ type: 'text', text: 'hello' }, undefined);
    expect(readContent(travelled(plain.message))).toMatchObject({
      kind: 'message',
      type: 'text',
      text: 'hello',
    });
    const quoted = { id: 'Q1', author: CHAT, text: 'before' };
    const reply = statementDraft({ type: 'text', text: 'after' }, contextInfo(quoted, [CHAT]));
    expect(readContent(travelled(reply.message))).toEqual({
      kind: 'message',
      type: 'text',
      text: 'after',
      quoted,
      mentions: [CHAT],
    });
  });

  it.each(['wrapped', 'plain'] as const)('is an edit, %s', (form) => {
    expect(readContent(travelled(editDraft('M1', CHAT, { conversation: 'better' }, form).message))).toEqual({
      kind: 'edit',
      target: { id: 'M1', fromMe: true },
      text: 'better',
    });
  });

  it('is a deletion', () => {
    expect(
      readContent(travelled(deleteDraft({ remoteJid: CHAT, fromMe: true, id: 'M1' }).message)),
    ).toMatchObject({ kind: 'delete' });
  });

  it.each(['👍', ''])('is a reaction %j', (emoji) => {
    expect(
      readContent(travelled(reactionDraft({ remoteJid: CHAT, fromMe: false, id: 'M1' }, emoji).message)),
    ).toEqual({
      kind: 'reaction',
      target: { id: 'M1', fromMe: false },
      emoji,
    });
  });

  it('is taken out of the wrapper of disappearing messages', () => {
    const message = { ephemeralMessage: { message: { conversation: 'soon gone' } } };
    expect(readContent(travelled(message))).toMatchObject({ text: 'soon gone' });
  });

  it('is named by its kind when it is nothing of these', () => {
    const message = { locationMessage: { degreesLatitude: 1 }, messageContextInfo: {} };
    expect(readContent(travelled(message))).toEqual({ kind: 'other', type: 'locationMessage' });
  });
});
