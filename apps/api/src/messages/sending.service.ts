import { Injectable } from '@nestjs/common';
import { type MediaKind, type OutgoingMedia, WhatsApp } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
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
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
  ) {}

  async text(call: KeyedRequest, instanceId: string, message: SendTextDto): Promise<object> {
    return this.once(call, instanceId, message, (request) =>
      this.whatsapp.messages.sendText(instanceId, { ...message, request }),
    );
  }

  async media(
    call: KeyedRequest,
    instanceId: string,
    kind: MediaKind,
    input: MediaInput<MediaFields>,
  ): Promise<object> {
    return input.use(
      async (fields, digest) => this.readyFor(call, instanceId, fields, digest),
      async ({ fields, digest, path, sizeBytes, mimetype, fileName }) => {
        const { caption, viewOnce, gifPlayback, ptv, ptt } = fields;
        const media: OutgoingMedia = { kind, path, sizeBytes, mimetype, fileName };
        const traits = { caption, viewOnce, gifPlayback, ptv, ptt };
        checkVoice(fields, mimetype);
        return this.once(call, instanceId, { fields, digest }, (request) =>
          this.whatsapp.messages.sendMedia(instanceId, { ...fields, request }, { ...media, ...traits }),
        );
      },
    );
  }

  async location(call: KeyedRequest, instanceId: string, message: SendLocationDto): Promise<object> {
    const { latitude, longitude, name, address, ...outgoing } = message;
    const place = { latitude, longitude, name, address };
    return this.once(call, instanceId, message, (request) =>
      this.whatsapp.messages.sendLocation(instanceId, { ...outgoing, request }, place),
    );
  }

  async contacts(call: KeyedRequest, instanceId: string, message: SendContactDto): Promise<object> {
    const { contacts, ...outgoing } = message;
    return this.once(call, instanceId, message, (request) =>
      this.whatsapp.messages.sendContacts(instanceId, { ...outgoing, request }, contacts),
    );
  }

  async poll(call: KeyedRequest, instanceId: string, message: SendPollDto): Promise<object> {
    const { name, options, selectableCount = 1, ...outgoing } = message;
    return this.once(call, instanceId, message, (request) =>
      this.whatsapp.messages.sendPoll(
        instanceId,
        { ...outgoing, request },
        { name, options, selectableCount },
      ),
    );
  }

  private once(
    call: KeyedRequest,
    instanceId: string,
    request: object,
    send: (request?: string) => Promise<SendResultDto>,
  ): Promise<object> {
    return this.idempotency.once(call, this.asked(instanceId, request), send);
  }

  /** What was sent before needs neither a connection nor its file. */
  private async readyFor(
    call: KeyedRequest,
    instanceId: string,
    fields: MediaFields | undefined,
    digest: string | undefined,
  ): Promise<object | undefined> {
    const scope = this.whatsapp.uidIfAny(instanceId);
    if (digest === undefined) {
      if (await this.idempotency.knows(call, scope)) return undefined;
    } else {
      const answer = await this.idempotency.earlier(call, this.asked(instanceId, { fields, digest }));
      if (answer) return answer;
    }
    await this.whatsapp.messages.checkReady(instanceId, fields);
    return undefined;
  }

  private asked(instanceId: string, request: object): Asked<SendResultDto> {
    return {
      scope: this.whatsapp.uidIfAny(instanceId),
      request,
      recover: ({ id }) => this.whatsapp.messages.sentBy(instanceId, id),
    };
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
