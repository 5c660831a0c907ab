import { normalizeMessageContent, type proto } from '@whiskeysockets/baileys';
import type { Phone } from '#libs/storage';
import { lidJid, lidOf, parseJid, phoneOf } from '../wire/jids.js';
import { isSameNumber } from '../wire/same-number.js';
import { type GroupFacts, type GroupMember, isSame, memberJid, namedBy } from '../codec/group.js';
import type { InstanceContext } from '../context/instance-context.js';
import { canonicalChat } from '../people/lid-map.js';

/** A person that a message mentions. */
export interface Mention {
  /** The person's address in the chat. */
  jid: string;
  /** The digits that stand for the person in the text, as the caller wrote them. */
  written: string;
}

/**
 * Finds the addresses by which a chat names people: phones write mentions in the addressing of the group, both in the list
 * of mentions and in the text.
 * @param chat the group, or the JID of the other side in a chat with one person
 * @param jids as named by the caller
 */
export async function mentionsIn(
  context: InstanceContext,
  chat: GroupFacts | string,
  jids: readonly string[],
): Promise<Mention[]> {
  return Promise.all(
    jids.map(async (jid) => ({
      jid: await addressIn(context, chat, jid),
      written: parseJid(jid)?.user ?? '',
    })),
  );
}

async function addressIn(
  context: InstanceContext,
  chat: GroupFacts | string,
  named: string,
): Promise<string> {
  const jid = await canonicalChat(context, named);
  if (typeof chat === 'string') return isOtherForm(jid, phoneOf(chat)) ? chat : jid;
  const people = [namedBy([jid]), namedBy([named])];
  const member =
    chat.members.find((each) => people.some((person) => isSame(person, each))) ?? otherForm(chat, jid);
  if (member) return memberJid(chat, member) ?? jid;
  const phone = phoneOf(jid);
  if (chat.addressing !== 'lid' || phone === undefined) return jid;
  const { storage, uid } = context;
  const lid = lidOf(named) ?? (await storage.lidMap.lidOf(storage.database.read, uid, phone));
  return lid === undefined ? jid : lidJid(lid);
}

/** The only member of a group whose number is written differently, see `isSameNumber`. */
function otherForm({ members }: GroupFacts, jid: string): GroupMember | undefined {
  const [member, another] = members.filter(({ phone }) => isOtherForm(jid, phone));
  return another ? undefined : member;
}

function isOtherForm(jid: string, phone: Phone | undefined): boolean {
  const named = phoneOf(jid);
  return named !== undefined && phone !== undefined && isSameNumber(named, phone);
}

/** Replaces the digits of the people mentioned in the text of a message by those of their addresses. */
export function renameMentions(message: proto.IMessage, mentions: readonly Mention[]): void {
  const content = normalizeMessageContent(message);
  if (!content) return;
  const renamed = (text: string | null | undefined) => text && renamedIn(text, mentions);
  const { extendedTextMessage, imageMessage, videoMessage, documentMessage } = content;
  if (content.conversation) content.conversation = renamed(content.conversation);
  if (extendedTextMessage) extendedTextMessage.text = renamed(extendedTextMessage.text);
  for (const file of [imageMessage, videoMessage, documentMessage])
    if (file) file.caption = renamed(file.caption);
}

/** All at once, so that no replacement is replaced again. */
function renamedIn(text: string, mentions: readonly Mention[]): string {
  const names = new Map(mentions.map(({ written, jid }) => [written, parseJid(jid)?.user]));
  return text.replaceAll(/@(\d+)/g, (_mention, digits: string) => `@${names.get(digits) ?? digits}`);
}
