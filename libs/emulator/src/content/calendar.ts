import { proto } from '@whiskeysockets/baileys';
import type { Fields } from '../state/fields.js';

/** An event in the calendar, as a person creates it in a chat. */
export interface CalendarEvent {
  name: string;
  description?: string;
  /** Seconds since 1970. */
  startsAt: number;
  guestsAllowed?: boolean;
  cancelled?: boolean;
}

/** @throws InvalidInput naming the field */
export function readEvent(fields: Fields): CalendarEvent {
  fields.only('name', 'description', 'startsAt', 'guestsAllowed', 'cancelled');
  return {
    name: fields.text('name'),
    description: fields.optionalText('description'),
    startsAt: fields.integer('startsAt', { min: 1 }),
    guestsAllowed: fields.optionalFlag('guestsAllowed'),
    cancelled: fields.optionalFlag('cancelled'),
  };
}

export function eventMessage(event: CalendarEvent, contextInfo?: proto.IContextInfo): proto.IMessage {
  const { name, description, startsAt, guestsAllowed, cancelled } = event;
  const created = { name, description, startTime: startsAt, isCanceled: cancelled ?? false };
  return { eventMessage: { ...created, extraGuestsAllowed: guestsAllowed, contextInfo } };
}

export const EVENT_ANSWERS = ['going', 'not_going', 'maybe'] as const;
export type EventAnswer = (typeof EVENT_ANSWERS)[number];

const { GOING, NOT_GOING, MAYBE } = proto.Message.EventResponseMessage.EventResponseType;
const RESPONSES = { going: GOING, not_going: NOT_GOING, maybe: MAYBE };

/** @param guests how many the person brings */
export function answerMessage(answer: EventAnswer, guests: number): proto.Message.IEventResponseMessage {
  return { response: RESPONSES[answer], extraGuestCount: guests, timestampMs: Date.now() };
}
