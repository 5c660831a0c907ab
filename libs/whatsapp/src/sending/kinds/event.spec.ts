import { proto } from '@whiskeysockets/baileys';
import { changedEvent, endFault, eventMessage } from './event.js';

const AT = 1_800_000_000_000;

describe('the end of an event', () => {
  it('is after its beginning in whole seconds, as they are sent', () => {
    expect(endFault(AT, AT + 999)).toBeDefined();
    expect(endFault(AT + 999, AT + 1000)).toBeUndefined();
    expect(endFault(AT, undefined)).toBeUndefined();
  });
});

describe('a change of an event', () => {
  const found = proto.Message.EventMessage.fromObject({
    ...eventMessage({
      name: 'A',
      description: 'B',
      startsAt: AT,
      location: { name: 'C' },
      guestsAllowed: true,
    }),
    contextInfo: { mentionedJid: ['1@s.whatsapp.net'] },
    hasReminder: true,
    isScheduleCall: true,
  });

  it('keeps what it does not name', () => {
    const { name, description, contextInfo, hasReminder, isScheduleCall, location } = changedEvent(found, {
      name: 'D',
      description: null,
    });
    expect({ name, description, hasReminder, isScheduleCall }).toEqual({
      name: 'D',
      description: undefined,
      hasReminder: true,
      isScheduleCall: true,
    });
    expect(contextInfo).toBe(found.contextInfo);
    expect(location).toBe(found.location);
  });

  it('can take a place and a call away', () => {
    const { location, isScheduleCall } = changedEvent(found, { location: null, joinLink: null });
    expect({ location, isScheduleCall }).toEqual({ location: undefined, isScheduleCall: false });
  });
});
