import { Injectable } from '@nestjs/common';
import { type MediaKind, type OutgoingMedia, WhatsApp } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';
import type { MediaInput } from '../media/media-input.js';
import type { SendContactDto } from './dto/send-contact.dto.js';
import type { SendLocationDto } from './dto/send-location.dto.js';
import type { SendAudioDto, SendImageDto, SendMediaDto, SendVideoDto } from './dto/send-media.dto.js';
import type { SendPollDto } from './dto/send-poll.dto.js';
import type { SendResultDto } from './dto/send-result.dto.js';
import type { SendTextDto } from './dto/send-text.dto.js';

/** The only type that phones play as a voice note. */
const VOICE_NOTE = 'audio/ogg; codecs=opus';

/** Everything that may go with a file, whichever its kind. */
type MediaFields = SendMediaDto & Partial<SendImageDto & SendVideoDto & SendAudioDto>;

/** What instances send. */
@Injectable()
export class SendingService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async text(instanceId: string, message: SendTextDto): Promise<SendResultDto> {
    return this.whatsapp.messages.sendText(instanceId, message);
  }

  async media(instanceId: string, kind: MediaKind, input: MediaInput<MediaFields>): Promise<SendResultDto> {
    return input.use(
      (fields) => this.whatsapp.messages.checkReady(instanceId, fields),
      async ({ fields, path, sizeBytes, mimetype, fileName }) => {
        const { caption, viewOnce, gifPlayback, ptv, ptt } = fields;
        const media: OutgoingMedia = { kind, path, sizeBytes, mimetype, fileName };
        checkVoice(fields, mimetype);
        return this.whatsapp.messages.sendMedia(instanceId, fields, {
          ...media,
          caption,
          viewOnce,
          gifPlayback,
          ptv,
          ptt,
        });
      },
    );
  }

  async location(
    instanceId: string,
    { latitude, longitude, name, address, ...outgoing }: SendLocationDto,
  ): Promise<SendResultDto> {
    return this.whatsapp.messages.sendLocation(instanceId, outgoing, { latitude, longitude, name, address });
  }

  async contacts(instanceId: string, { contacts, ...outgoing }: SendContactDto): Promise<SendResultDto> {
    return this.whatsapp.messages.sendContacts(instanceId, outgoing, contacts);
  }

  async poll(
    instanceId: string,
    { name, options, selectableCount = 1, ...outgoing }: SendPollDto,
  ): Promise<SendResultDto> {
    return this.whatsapp.messages.sendPoll(instanceId, outgoing, { name, options, selectableCount });
  }
}

function checkVoice({ ptt }: MediaFields, mimetype: string): void {
  if (ptt !== true || mimetype === VOICE_NOTE) return;
  throw new ApiFault(
    'UNSUPPORTED_MEDIA_TYPE',
    `the media is ${mimetype}, which cannot be sent as a voice note`,
    {
      field: 'media',
      found: mimetype,
      accepted: [VOICE_NOTE],
    },
  );
}
