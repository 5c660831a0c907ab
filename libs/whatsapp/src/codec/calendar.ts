import { proto } from '@whiskeysockets/baileys';
import { lines } from './lines.js';
import { millisecondsOf, numberOf, possible } from './numbers.js';
import { placeOf } from './places.js';
import type { Told } from './said.js';

export function readEvent(event: proto.Message.IEventMessage): Told {
  return {
    text: lines(event.name, event.description),
    calendarEvent: {
      name: event.name || undefined,
      description: event.description || undefined,
      startsAt: millisecondsOf(event.startTime),
      endsAt: millisecondsOf(event.endTime),
      location: event.location ? placeOf(event.location) : undefined,
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
