import QRCode from 'qrcode';
import type { MediaInfo, MessagePayload, Payload } from '#libs/events';
import type { ForeignEvent, Shapes } from './foreign-event.js';

// The webhooks of Evolution API 2.3: sendDataWebhook and prepareMessage of its whatsapp.baileys.service.ts.

/** WhatsApp's names of how far a message of ours has come. */
const STATUSES: Readonly<Record<Payload<'message_status'>['status'], string>> = {
  failed: 'ERROR',
  sent: 'SERVER_ACK',
  delivered: 'DELIVERY_ACK',
  read: 'READ',
  played: 'PLAYED',
};

const OPEN = 200;
const CLOSED = 428;

/** What Evolution API sends, by our events. */
export const EVOLUTION: Shapes = {
  message: (data, event) => body('messages.upsert', message(data, event), event),
  message_sent: (data, event) => body('messages.upsert', message(data, event), event),
  message_edit: ({ messageId, chatId, fromMe, participant, text, at }, event) => {
    const key = keyOf(messageId, chatId, fromMe, participant);
    return body('messages.edited', { key, editedMessage: { conversation: text }, timestampMs: at }, event);
  },
  message_delete: ({ messageId, chatId, fromMe, participant }, event) =>
    body('messages.delete', { ...keyOf(messageId, chatId, fromMe, participant), status: 'DELETED' }, event),
  message_status: ({ messageId, chatId, status }, event) =>
    body(
      'messages.update',
      {
        keyId: messageId,
        remoteJid: chatId,
        fromMe: true,
        status: STATUSES[status],
        instanceId: event.instanceId,
      },
      event,
    ),
  connection: ({ state }, event) => {
    const instance = event.instanceId;
    if (state === 'connected')
      return body(
        'connection.update',
        { instance, wuid: jidOf(event.phone), state: 'open', statusReason: OPEN },
        event,
      );
    return state === 'disconnected'
      ? body('connection.update', { instance, state: 'close', statusReason: CLOSED }, event)
      : body('connection.update', { instance, state: 'connecting', statusReason: OPEN }, event);
  },
  qr: async ({ qr: code }, event) => {
    const options = { margin: 3, scale: 4, errorCorrectionLevel: 'H' } as const;
    const base64 = await QRCode.toDataURL(code, options);
    const qrcode = { instance: event.instanceId, pairingCode: null, code, base64 };
    return body('qrcode.updated', { qrcode }, event);
  },
};

function body(event: string, data: object, { instanceId, url, at, phone }: ForeignEvent): object {
  return {
    event,
    instance: instanceId,
    data,
    destination: url,
    date_time: new Date(at).toISOString(),
    ...(phone !== null && { sender: jidOf(phone) }),
  };
}

function jidOf(phone: string | null): string | undefined {
  return phone === null ? undefined : `${phone}@s.whatsapp.net`;
}

function keyOf(id: string, remoteJid: string, fromMe: boolean, participant: string | undefined): object {
  return { remoteJid, fromMe, id, participant };
}

function message(data: MessagePayload, { instanceId }: ForeignEvent): object {
  const [messageType, content] = contentOf(data);
  const { quoted, mentions } = data;
  const contextInfo = {
    ...(quoted && {
      stanzaId: quoted.id,
      participant: quoted.participant,
      quotedMessage: { conversation: quoted.text },
    }),
    ...(mentions && { mentionedJid: mentions }),
  };
  return {
    key: keyOf(data.id, data.chatId, data.fromMe, data.participant),
    pushName: data.senderName,
    status: data.fromMe ? STATUSES.sent : STATUSES.delivered,
    message: { [messageType]: content },
    ...(Object.keys(contextInfo).length > 0 && { contextInfo }),
    messageType,
    messageTimestamp: data.timestamp,
    instanceId,
    source: 'unknown',
  };
}

/** The content as WhatsApp's protobufs name it. What has no name here is `conversation`, with its text. */
function contentOf(data: MessagePayload): [messageType: string, content: unknown] {
  const { type, media, location, contacts = [], poll } = data;
  if (media) return fileOf(data, media);
  if (type === 'location' && location)
    return [
      'locationMessage',
      {
        degreesLatitude: location.latitude,
        degreesLongitude: location.longitude,
        name: location.name,
        address: location.address,
      },
    ];
  if (type === 'contact') {
    const cards = contacts.map(({ name, vcard }) => ({ displayName: name, vcard }));
    return cards.length === 1 ? ['contactMessage', cards[0]] : ['contactsArrayMessage', { contacts: cards }];
  }
  if (type === 'poll' && poll)
    return [
      'pollCreationMessage',
      {
        name: poll.name,
        options: poll.options.map((optionName) => ({ optionName })),
        selectableOptionsCount: poll.selectableCount,
      },
    ];
  return ['conversation', data.text ?? data.choice?.label ?? ''];
}

function fileOf(
  { type, caption }: MessagePayload,
  { mimetype, fileName, sizeBytes, seconds, ptt, ptv, gifPlayback, viewOnce }: MediaInfo,
): [messageType: string, content: object] {
  const file = {
    mimetype,
    fileLength: sizeBytes === undefined ? undefined : String(sizeBytes),
    caption,
    viewOnce,
  };
  switch (type) {
    case 'image':
      return ['imageMessage', file];
    case 'video':
      return [ptv ? 'ptvMessage' : 'videoMessage', { ...file, seconds, gifPlayback }];
    case 'audio':
      return ['audioMessage', { ...file, seconds, ptt }];
    case 'sticker':
      return ['stickerMessage', file];
    default:
      return ['documentMessage', { ...file, fileName, title: fileName }];
  }
}
