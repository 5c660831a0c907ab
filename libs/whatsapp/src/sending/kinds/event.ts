import { randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { millisecondsOf } from '../../codec/numbers.js';
import { invalid } from '../../faults.js';
import type { Kind } from './kind.js';

/** Where an event takes place. WhatsApp shows the name; with coordinates, also a map. */
export interface EventPlace {
  name: string;
  address?: string;
  latitude?: number;
  longitude?: number;
}

/** An event in the calendar. Null and undefined are alike. */
export interface OutgoingEvent {
  name: string;
  description?: string | null;
  /** Epoch ms. */
  startsAt: number;
  /** Epoch ms. */
  endsAt?: number | null;
  location?: EventPlace | null;
  /** Where people meet online: the link of a call. */
  joinLink?: string | null;
  guestsAllowed: boolean;
  cancelled?: boolean;
}

export type EventChange = Partial<OutgoingEvent>;

export interface EventDraft {
  kind: 'event';
  event: OutgoingEvent;
}

/** Length of the secret with which answers to the event, and changes of it, are encrypted, in bytes. */
const SECRET_BYTES = 32;

/** @returns what is wrong with the end of an event; undefined if it is after the beginning, in the whole seconds of the wire */
export function endFault(startsAt: number, endsAt: number | null | undefined): string | undefined {
  if (endsAt === null || endsAt === undefined) return undefined;
  // An invalid start, which is reported elsewhere, is after nothing.
  return secondsOf(endsAt) <= secondsOf(startsAt) ? 'must be after startsAt, by a second or more' : undefined;
}

function secondsOf(ms: number): number {
  return Math.floor(ms / 1000);
}

/** Calendar events. miaw-core cannot send them: its text carries what all messages have, and the content is exchanged. */
export const event: Kind<EventDraft> = {
  checked(draft) {
    const fault = endFault(draft.event.startsAt, draft.event.endsAt);
    if (fault !== undefined) throw invalid('endsAt', fault);
    return draft;
  },
  letter({ jid, quoted, ...mentioned }, { event: wanted }) {
    return {
      jid,
      ...mentioned,
      perform: (client) => client.sendText(jid, wanted.name, { quoted }),
      reshape: ({ extendedTextMessage, messageContextInfo }) =>
        proto.Message.fromObject({
          messageContextInfo: { ...messageContextInfo, messageSecret: randomBytes(SECRET_BYTES) },
          eventMessage: { ...eventMessage(wanted), contextInfo: extendedTextMessage?.contextInfo },
        }),
    };
  },
};

/** The event as on the wire (WAProto `EventMessage`; Baileys `generateWAMessageContent`). Throws as `Kind.checked`. */
export function eventMessage(wanted: OutgoingEvent): proto.Message.IEventMessage {
  const { name, description, startsAt, endsAt, location, joinLink, guestsAllowed, cancelled } = wanted;
  const fault = endFault(startsAt, endsAt);
  if (fault !== undefined) throw invalid('endsAt', fault);
  return {
    name,
    description: description ?? undefined,
    startTime: secondsOf(startsAt),
    endTime: endsAt === null || endsAt === undefined ? undefined : secondsOf(endsAt),
    location: location ? placeMessage(location) : undefined,
    joinLink: joinLink ?? undefined,
    extraGuestsAllowed: guestsAllowed,
    isCanceled: cancelled ?? false,
    isScheduleCall: joinLink !== null && joinLink !== undefined,
  };
}

/** A stored event with changes. What they do not name stays, whatever it is. Throws as `Kind.checked`. */
export function changedEvent(
  found: proto.Message.IEventMessage,
  change: EventChange,
): proto.Message.IEventMessage {
  const { location, isScheduleCall } = found;
  return {
    ...found,
    ...eventMessage({ ...eventOf(found), ...change }),
    ...('location' in change ? {} : { location }),
    ...('joinLink' in change ? {} : { isScheduleCall }),
  };
}

function placeMessage({ name, address, latitude, longitude }: EventPlace): proto.Message.ILocationMessage {
  return { name, address, degreesLatitude: latitude, degreesLongitude: longitude };
}

/** The event of a message. */
export function eventOf(found: proto.Message.IEventMessage): OutgoingEvent {
  const { location } = found;
  return {
    name: found.name ?? '',
    description: found.description || undefined,
    startsAt: millisecondsOf(found.startTime) ?? 0,
    endsAt: millisecondsOf(found.endTime),
    location: location
      ? {
          name: location.name ?? '',
          address: location.address || undefined,
          latitude: location.degreesLatitude ?? undefined,
          longitude: location.degreesLongitude ?? undefined,
        }
      : undefined,
    joinLink: found.joinLink || undefined,
    guestsAllowed: found.extraGuestsAllowed ?? false,
    cancelled: found.isCanceled ?? false,
  };
}
