import { proto, toNumber } from '@whiskeysockets/baileys';
import type { Fields } from '../state/fields.js';

/** Where an event takes place. */
export interface EventPlace {
  name?: string;
  address?: string;
  latitude?: number;
  longitude?: number;
}

/** An event in the calendar, as a person creates it in a chat. */
export interface CalendarEvent {
  name: string;
  description?: string;
  /** Seconds since 1970. */
  startsAt: number;
  /** Seconds since 1970. */
  endsAt?: number;
  location?: EventPlace;
  joinLink?: string;
  guestsAllowed?: boolean;
  cancelled?: boolean;
}

/** The latest answer of a person to an event. */
export interface EventReply {
  /** Phone JID. */
  from: string;
  answer: EventAnswer;
  guests: number;
}

const FIELDS = [
  'name',
  'description',
  'startsAt',
  'endsAt',
  'location',
  'joinLink',
  'guestsAllowed',
  'cancelled',
] as const;

/** @param more fields that may be there */
function eventIn(fields: Fields, ...more: string[]): CalendarEvent {
  fields.only(...FIELDS, ...more);
  const place = fields.optionalChild('location')?.only('name', 'address', 'latitude', 'longitude');
  return {
    name: fields.text('name'),
    description: fields.optionalText('description'),
    startsAt: fields.integer('startsAt', { min: 1 }),
    endsAt: fields.optionalInteger('endsAt', { min: 1 }),
    location: place && {
      name: place.optionalText('name'),
      address: place.optionalText('address'),
      ...(place.has('latitude') && { latitude: place.number('latitude') }),
      ...(place.has('longitude') && { longitude: place.number('longitude') }),
    },
    joinLink: fields.optionalText('joinLink'),
    guestsAllowed: fields.optionalFlag('guestsAllowed'),
    cancelled: fields.optionalFlag('cancelled'),
  };
}

/** @throws InvalidInput naming the field */
export function readEvent(fields: Fields): CalendarEvent {
  return eventIn(fields);
}

/** The event of a message on a phone, with the answers to it. */
export function readAnsweredEvent(fields: Fields): CalendarEvent & { answers: EventReply[] } {
  const answers = fields.records('answers').map((each) => ({
    from: each.text('from'),
    answer: each.oneOf('answer', EVENT_ANSWERS),
    guests: each.integer('guests'),
  }));
  return { ...eventIn(fields, 'answers'), answers };
}

export function eventMessage(event: CalendarEvent, contextInfo?: proto.IContextInfo): proto.IMessage {
  const { name, description, startsAt, endsAt, location, joinLink, guestsAllowed, cancelled } = event;
  return {
    eventMessage: {
      name,
      description,
      startTime: startsAt,
      endTime: endsAt,
      location: location && {
        name: location.name,
        address: location.address,
        degreesLatitude: location.latitude,
        degreesLongitude: location.longitude,
      },
      joinLink,
      isCanceled: cancelled ?? false,
      extraGuestsAllowed: guestsAllowed,
      contextInfo,
    },
  };
}

/** The event in an unwrapped message, undefined if it has none. */
export function eventOf({ eventMessage: event }: proto.IMessage): CalendarEvent | undefined {
  if (!event) return undefined;
  const { location } = event;
  return {
    name: event.name ?? '',
    description: event.description ?? undefined,
    startsAt: event.startTime ? toNumber(event.startTime) : 0,
    endsAt: event.endTime ? toNumber(event.endTime) : undefined,
    location: location
      ? {
          name: location.name ?? undefined,
          address: location.address ?? undefined,
          latitude: location.degreesLatitude ?? undefined,
          longitude: location.degreesLongitude ?? undefined,
        }
      : undefined,
    joinLink: event.joinLink ?? undefined,
    guestsAllowed: event.extraGuestsAllowed ?? undefined,
    cancelled: event.isCanceled ?? undefined,
  };
}

export const EVENT_ANSWERS = ['going', 'not_going', 'maybe'] as const;
export type EventAnswer = (typeof EVENT_ANSWERS)[number];

const { GOING, NOT_GOING, MAYBE } = proto.Message.EventResponseMessage.EventResponseType;
const RESPONSES = { going: GOING, not_going: NOT_GOING, maybe: MAYBE };

/** @param guests how many the person brings */
export function answerMessage(answer: EventAnswer, guests: number): proto.Message.IEventResponseMessage {
  return { response: RESPONSES[answer], extraGuestCount: guests, timestampMs: Date.now() };
}

/** @throws Error if it is no answer */
export function answerOf(message: proto.Message.IEventResponseMessage): Omit<EventReply, 'from'> {
  const answer = EVENT_ANSWERS.find((each) => RESPONSES[each] === message.response);
  if (!answer) throw new Error('the content is not an answer to an event');
  return { answer, guests: message.extraGuestCount ?? 0 };
}
