import { type GroupMetadata, WAMessageAddressingMode } from '@whiskeysockets/baileys';
import { type GroupFacts, memberJid } from '../codec/group.js';

/** The addresses of the members in messages to the group. */
export function memberJids(facts: GroupFacts): string[] {
  return facts.members.flatMap((member) => memberJid(facts, member) ?? []);
}

/** A group in the form that Baileys needs to send to it. */
export function metadataOf(facts: GroupFacts | undefined): GroupMetadata | undefined {
  if (!facts) return undefined;
  const { LID, PN } = WAMessageAddressingMode;
  return {
    id: facts.jid,
    subject: facts.name,
    owner: undefined,
    addressingMode: facts.addressing === 'lid' ? LID : PN,
    ephemeralDuration: facts.disappearingSeconds || undefined,
    participants: memberJids(facts).map((id) => ({ id })),
  };
}
