import type { MessagePayload, Payload } from '#libs/events';
import type { ForeignEvent, Shapes } from './foreign-event.js';

// The webhooks of WAHA with the engine NOWEB: WAHAWebhook of its webhooks.dto.ts, toWAMessage of session.noweb.core.ts.

/** Its numbers and names of how far a message has come. */
const ACKS: Readonly<Record<Payload<'message_status'>['status'], readonly [ack: number, ackName: string]>> = {
  failed: [-1, 'ERROR'],
  sent: [1, 'SERVER'],
  delivered: [2, 'DEVICE'],
  read: [3, 'READ'],
  played: [4, 'PLAYED'],
};

const STATES: Readonly<Record<Payload<'connection'>['state'], string>> = {
  disconnected: 'STOPPED',
  connecting: 'STARTING',
  reconnecting: 'STARTING',
  passkey_required: 'STARTING',
  qr_required: 'SCAN_QR_CODE',
  connected: 'WORKING',
};

/** What WAHA sends, by our events. */
export const WAHA: Shapes = {
  message: (data, event) => body('message', message(data, event), event),
  message_sent: (data, event) => body('message.any', message(data, event), event),
  message_status: ({ messageId, chatId, status }, event) =>
    body('message.ack', acknowledged(ACKS[status], messageId, chatId, undefined), event),
  message_receipt: ({ messageId, chatId, type, participant }, event) =>
    body('message.ack.group', acknowledged(ACKS[type], messageId, chatId, participant), event),
  connection: ({ state }, event) =>
    body('session.status', { name: event.instanceId, status: STATES[state] }, event),
};

function body(event: string, payload: object, { id, at, instanceId, metadata, phone }: ForeignEvent): object {
  const known: unknown = metadata === null ? {} : JSON.parse(metadata);
  return {
    id,
    timestamp: at,
    event,
    session: instanceId,
    metadata: known,
    me: phone === null ? null : { id: `${phone}@c.us` },
    payload,
    engine: 'NOWEB',
  };
}

function acknowledged(
  [ack, ackName]: readonly [number, string],
  id: string,
  chat: string,
  participant: string | undefined,
): object {
  return {
    id: idOf(true, chat, id),
    from: addressOf(chat),
    to: participant === undefined ? undefined : addressOf(chat),
    participant: participant && addressOf(participant),
    fromMe: true,
    ack,
    ackName,
  };
}

function message(data: MessagePayload, { phone }: ForeignEvent): object {
  const { id, chatId, fromMe, isGroup, participant, media, location, contacts, quoted } = data;
  const [ack, ackName] = ACKS[fromMe ? 'sent' : 'delivered'];
  const own = phone === null ? undefined : `${phone}@c.us`;
  return {
    id: idOf(fromMe, chatId, id, isGroup && !fromMe ? participant : undefined),
    timestamp: data.timestamp,
    from: addressOf(chatId),
    fromMe,
    source: 'app',
    to: isGroup || fromMe ? addressOf(chatId) : own,
    participant: isGroup && participant ? addressOf(participant) : undefined,
    body: data.text ?? data.caption ?? '',
    hasMedia: media !== undefined,
    media: media ? { url: null, mimetype: media.mimetype, filename: media.fileName ?? null } : null,
    ack,
    ackName,
    location: location && {
      latitude: String(location.latitude),
      longitude: String(location.longitude),
      description: location.name ?? location.address,
    },
    vCards: contacts?.map(({ vcard }) => vcard),
    replyTo: quoted && {
      id: quoted.id,
      participant: quoted.participant && addressOf(quoted.participant),
      body: quoted.text,
    },
    _data: data,
  };
}

function idOf(fromMe: boolean, chat: string, id: string, participant?: string): string {
  const parts = [String(fromMe), addressOf(chat), id];
  return [...parts, ...(participant ? [addressOf(participant)] : [])].join('_');
}

/** People have addresses at `c.us` there. */
function addressOf(jid: string): string {
  return jid.replace(/@s\.whatsapp\.net$/, '@c.us');
}
