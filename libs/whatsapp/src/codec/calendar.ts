import { proto } from '@whiskeysockets/baileys';
import { lines } from './lines.js';
import { millisecondsOf, numberOf, possible } from './numbers.js';
import { parentBy } from './parents.js';
import { eventPlaceOf } from './places.js';
import type { Told } from './said.js';

export function readEvent(event: proto.Message.IEventMessage): Told {
  return {
    text: lines(event.name, event.description),
    calendarEvent: {
      name: event.name || undefined,
      description: event.description || undefined,
      startsAt: millisecondsOf(event.startTime),
      endsAt: millisecondsOf(event.endTime),
      location: event.location ? eventPlaceOf(event.location) : undefined,
      joinLink: event.joinLink || undefined,
      cancelled: event.isCanceled ?? false,
      guestsAllowed: event.extraGuestsAllowed ?? undefined,
    },
  };
}

export function readScheduledCall(call: proto.Message.IScheduledCallCreationMessage): Told {
  const { UNKNOWN, VOICE, VIDEO } = proto.Message.ScheduledCallCreationMessage.CallType;
  const kinds = new Map([
    [VOICE, 'voice' as const],
    [VIDEO, 'video' as const],
  ]);
  return {
    text: call.title || undefined,
    calendarEvent: {
      name: call.title || undefined,
      startsAt: possible(numberOf(call.scheduledTimestampMs) ?? 0),
      cancelled: false,
      call: kinds.get(call.callType ?? UNKNOWN),
    },
  };
}

export function readScheduledCallEdit({ key, editType }: proto.Message.IScheduledCallEditMessage): Told {
  const cancelled = editType === proto.Message.ScheduledCallEditMessage.EditType.CANCEL;
  return { calendarEvent: { cancelled, messageId: key?.id || undefined } };
}

/** The answer to an event, after its decryption: then it has no `encIv`, see sealed-content.ts. */
export function readEventAnswer({
  eventCreationMessageKey,
  encPayload,
  encIv,
}: proto.Message.IEncEventResponseMessage): Told {
  const parent = parentBy(eventCreationMessageKey, 'event');
  const answer = encIv?.length ? undefined : answerIn(encPayload);
  if (!answer) return { type: 'unknown', unavailable: 'not_decrypted', parent };
  const { UNKNOWN, GOING, NOT_GOING, MAYBE } = proto.Message.EventResponseMessage.EventResponseType;
  const ids = new Map([
    [GOING, 'going'],
    [NOT_GOING, 'not_going'],
    [MAYBE, 'maybe'],
  ]);
  const guests = answer.extraGuestCount || undefined;
  return { parent, choice: { kind: 'event', id: ids.get(answer.response ?? UNKNOWN), guests } };
}

function answerIn(bytes: Uint8Array | null | undefined): proto.Message.EventResponseMessage | undefined {
  try {
    return bytes ? proto.Message.EventResponseMessage.decode(bytes) : undefined;
  } catch {
    return undefined;
  }
}
