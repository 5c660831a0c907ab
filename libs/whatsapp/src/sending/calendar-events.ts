import { proto } from '@whiskeysockets/baileys';
import { keyOf } from '../codec/message-key.js';
import { unwrap } from '../codec/wrapping.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownMessages, Reference } from '../conversations/known-messages.js';
import { invalid, WhatsAppFault } from '../faults.js';
import { remark } from './changes.js';
import type { Origin } from './letter.js';
import { changedEvent, type EventChange } from './kinds/event.js';
import type { Outbox, SendResult } from './outbox.js';
import { present } from './permissions.js';
import type { Seals } from './seals.js';

export const EVENT_ANSWERS = ['going', 'not_going', 'maybe'] as const;
export type EventAnswer = (typeof EVENT_ANSWERS)[number];

const { GOING, NOT_GOING, MAYBE } = proto.Message.EventResponseMessage.EventResponseType;
const RESPONSES = { going: GOING, not_going: NOT_GOING, maybe: MAYBE };

/** Changes of own calendar events, and answers to events of anybody. */
export class CalendarEvents {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly outbox: Outbox,
    private readonly seals: Seals,
  ) {}

  /**
   * Answers an event.
   * @param guests how many people the account brings
   * @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT if the message is no event, or it was cancelled; as
   *   `Outbox.send`
   */
  async answer(
    reference: Reference,
    answer: EventAnswer,
    guests: number,
    origin?: Origin,
  ): Promise<SendResult> {
    const row = await this.known.resolve(reference);
    const content = present(row);
    const event = eventIn(content);
    if (row.status === 'failed') throw conflict('the event was never sent');
    if (guests > 0 && event.extraGuestsAllowed !== true)
      throw invalid('guests', 'must be 0: nobody may bring others to this event');
    const secret = this.seals.secretOf(content);
    const plaintext = proto.Message.EventResponseMessage.encode({
      response: RESPONSES[answer],
      timestampMs: this.context.clock.now(),
      extraGuestCount: guests,
    }).finish();
    // WAProto `EncEventResponseMessage`; its cipher as in whatsmeow, `EncSecretEventResponse`.
    const letter = remark(row, () => {
      const { payload, iv } = this.seals.answer(row, secret, 'Event Response', plaintext);
      const eventCreationMessageKey = keyOf(row);
      return proto.Message.fromObject({
        encEventResponseMessage: { eventCreationMessageKey, encPayload: payload, encIv: iv },
      });
    });
    return this.outbox.send({ ...letter, operation: 'event-answer', origin });
  }

  /**
   * Changes an own event, or cancels it.
   * @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT if it cannot be changed; as `Outbox.send`
   */
  async change(reference: Reference, change: EventChange): Promise<SendResult> {
    const row = await this.known.resolve(reference);
    const content = present(row);
    const event = eventIn(content);
    if (row.from_me !== 1) throw conflict("only the instance's own events can be changed");
    if (row.status === 'failed') throw conflict('the event was never sent');
    const secret = this.seals.secretOf(content);
    // The event is sealed without the frame of other edits (the test `EventEditEncryptionRoundTrip` of a fork of whatsmeow).
    const plaintext = proto.Message.encode(
      proto.Message.fromObject({ eventMessage: changedEvent(event, change) }),
    ).finish();
    const letter = remark(row, () => {
      const { payload, iv } = this.seals.eventEdit(row, secret, plaintext);
      return proto.Message.fromObject({
        secretEncryptedMessage: {
          targetMessageKey: keyOf(row),
          encPayload: payload,
          encIv: iv,
          secretEncType: proto.Message.SecretEncryptedMessage.SecretEncType.EVENT_EDIT,
        },
      });
    });
    return this.outbox.send(letter);
  }
}

/** @throws WhatsAppFault CONFLICT if the message is no event, or it was cancelled */
function eventIn(content: proto.IMessage): proto.Message.IEventMessage {
  const { eventMessage: event } = unwrap(content).content;
  if (!event) throw conflict('the message is not an event');
  if (event.isCanceled) throw conflict('the event was cancelled');
  return event;
}

function conflict(message: string): WhatsAppFault {
  return new WhatsAppFault('CONFLICT', message);
}
