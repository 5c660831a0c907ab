import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { Lid, Phone } from '#libs/storage';
import { lidOf, parsePerson, phoneOf } from '../wire/jids.js';
import { isSame, type Named, type Outcome, type PersonalInvitation } from '../codec/group.js';
import type { InstanceContext } from '../context/instance-context.js';
import { canonicalChat, readBook } from '../people/lid-map.js';
import { registeredOf } from '../people/registered.js';

/** Participant actions by wire name; the value is the status that is reported for each person. */
export const PARTICIPANT_ACTIONS = {
  add: 'added',
  remove: 'removed',
  promote: 'promoted',
  demote: 'demoted',
  approve: 'approved',
  reject: 'rejected',
} as const;
export type ParticipantAction = keyof typeof PARTICIPANT_ACTIONS;

/** Why an action can fail for a person, with its explanation. */
export const PARTICIPANT_FAULTS = {
  not_on_whatsapp: 'the number is not on WhatsApp',
  not_allowed: 'their privacy settings do not let this account add them: send them the invite link',
  left_recently: 'they left the group recently: send them the invite link',
  blocked: 'they have blocked this account',
  already_member: 'they are already in the group',
  not_a_member: 'they are not in the group',
  protected: "the group's creator cannot be removed or demoted",
  no_request: 'they have not asked to join, or the request was decided already',
  refused: 'WhatsApp refused; its own code is in `code`',
  unknown: 'WhatsApp reported no result for them',
} as const;
export type ParticipantReason = keyof typeof PARTICIPANT_FAULTS;

export interface ParticipantError {
  reason: ParticipantReason;
  message: string;
  /** WhatsApp's error code. */
  code?: string;
}

/** The result of an action for one person. */
export interface ParticipantResult {
  /** The person as named by the caller. */
  participant: string;
  /** Phone JID, or LID while the phone is unknown; absent if the person is not on WhatsApp. */
  jid?: string;
  status: (typeof PARTICIPANT_ACTIONS)[ParticipantAction] | 'failed';
  error?: ParticipantError;
  /** Lets a person join whom the account may not add. */
  invitation?: PersonalInvitation;
}

/** Meanings of WhatsApp's error codes when people are added, as observed. */
const WHEN_ADDING: Readonly<Record<string, ParticipantReason>> = {
  401: 'blocked',
  403: 'not_allowed',
  404: 'not_on_whatsapp',
  408: 'left_recently',
  409: 'already_member',
};

const OTHERWISE: Readonly<Record<string, ParticipantReason>> = { 403: 'protected', 404: 'not_a_member' };
const WHEN_DECIDING: Readonly<Record<string, ParticipantReason>> = {
  404: 'no_request',
  409: 'already_member',
};

const REASONS: Readonly<Record<ParticipantAction, Readonly<Record<string, ParticipantReason>>>> = {
  add: WHEN_ADDING,
  remove: OTHERWISE,
  promote: OTHERWISE,
  demote: OTHERWISE,
  approve: WHEN_DECIDING,
  reject: WHEN_DECIDING,
};

/** A person named by a caller. */
export interface Person extends Named {
  participant: string;
  /** Undefined if the person is not on WhatsApp. */
  jid: string | undefined;
}

/**
 * Finds the people that a caller names. Numbers may be in a form that is no longer registered.
 * @param participants phone numbers or JIDs of people
 * @throws WhatsAppFault INVALID_REQUEST, WHATSAPP_ERROR; what `ask` throws
 */
export async function peopleOf(
  context: InstanceContext,
  socket: WASocket,
  participants: readonly string[],
): Promise<Person[]> {
  const named = await Promise.all(
    participants.map(async (participant) => {
      const jid = await canonicalChat(context, parsePerson(participant, 'participants'));
      return { participant, jid, phone: phoneOf(jid) };
    }),
  );
  const phones = named.flatMap(({ phone }) => phone ?? []);
  const registered = phones.length > 0 ? await registeredOf(socket, phones) : new Map<Phone, string>();
  const people = named.map(({ participant, jid, phone }) => {
    const found = phone === undefined ? jid : registered.get(phone);
    return { participant, jid: found, phone: phoneOf(found), lid: lidOf(found) };
  });
  const { lidMap, database } = context.storage;
  const phonesKnown = people.flatMap(({ phone }) => phone ?? []);
  const lids = new Map<Phone, Lid>();
  for (const [lid, phone] of await readBook(lidMap, database.read, context.uid, [], phonesKnown))
    lids.set(phone, lid);
  return people.map((person) => ({
    ...person,
    lid: person.lid ?? (person.phone && lids.get(person.phone)),
  }));
}

/**
 * The nodes of a query for the people who are on WhatsApp, each once.
 * @param addressOf the address of a person; default: as the caller named them
 */
export function participantNodes(
  people: readonly Person[],
  addressOf: (person: Person) => string | undefined = ({ jid }) => jid,
): BinaryNode[] {
  const jids = new Set(
    people.flatMap((person) => (person.jid === undefined ? [] : (addressOf(person) ?? person.jid))),
  );
  return [...jids].map((jid) => ({ tag: 'participant', attrs: { jid } }));
}

/**
 * The results for the people that a caller named, in that order.
 * @param outcomes WhatsApp's results for those who are on WhatsApp
 */
export function resultsOf(
  people: readonly Person[],
  outcomes: readonly Outcome[],
  action: ParticipantAction,
): ParticipantResult[] {
  return people.map((person) => {
    const { participant, jid } = person;
    const outcome = outcomes.find((each) => isSame(each, person));
    const error = errorOf(person, outcome, action);
    return {
      participant,
      jid,
      status: error ? 'failed' : PARTICIPANT_ACTIONS[action],
      ...(error && { error }),
      ...(outcome?.invitation && { invitation: outcome.invitation }),
    };
  });
}

function errorOf(
  person: Person,
  outcome: Outcome | undefined,
  action: ParticipantAction,
): ParticipantError | undefined {
  if (person.jid === undefined) return explained('not_on_whatsapp');
  if (!outcome) return explained('unknown');
  if (outcome.error === undefined) return undefined;
  return { ...explained(REASONS[action][outcome.error] ?? 'refused'), code: outcome.error };
}

function explained(reason: ParticipantReason): ParticipantError {
  return { reason, message: PARTICIPANT_FAULTS[reason] };
}
