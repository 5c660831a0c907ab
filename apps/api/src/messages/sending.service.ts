import { Injectable } from '@nestjs/common';
import type { RequestId } from '#libs/storage';
import { type Draft, type MediaKind, WhatsApp } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import type { MediaInput } from '../media/media-input.js';
import { MediaSpool } from '../media/media-spool.js';
import { BINARY } from '../media/media-type.js';
import { sampleOf, sniff } from '../media/sniff.js';
import { LinkPreviews } from '../previews/link-previews.js';
import type { SendContactDto } from './dto/send-contact.dto.js';
import type { SendEventDto } from './dto/send-event.dto.js';
import type { SendGroupInviteDto } from './dto/send-group-invite.dto.js';
import type { SendLocationDto } from './dto/send-location.dto.js';
import type { SendAudioDto, SendImageDto, SendMediaDto, SendVideoDto } from './dto/send-media.dto.js';
import type { SendPollDto } from './dto/send-poll.dto.js';
import type { SendProductDto } from './dto/send-product.dto.js';
import { type OutgoingFields, scheduleIn } from '../common/outgoing.dto.js';
import { SendOrScheduleResultDto } from '../common/send-result.dto.js';
import type { SendTextDto } from './dto/send-text.dto.js';

/** The only type that phones play as a voice note. */
const VOICE_NOTE = 'audio/ogg; codecs=opus';

/** The fields that may accompany a file of any kind. */
type MediaFields = SendMediaDto & Partial<SendImageDto & SendVideoDto & SendAudioDto>;
type MediaTraits = Pick<MediaFields, 'caption' | 'viewOnce' | 'gifPlayback' | 'ptv' | 'ptt'>;
/** How a message is posted: `to` and what else its fields say. */
type Addressed<Fields> = (fields: Fields) => OutgoingFields;

/** Sends the messages of instances. */
@Injectable()
export class SendingService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
    private readonly spool: MediaSpool,
    private readonly previews: LinkPreviews,
  ) {}

  /** @param gone aborts the preview of a link when the client is gone */
  async text(
    call: KeyedRequest,
    instanceId: string,
    fields: SendTextDto,
    gone: AbortSignal,
  ): Promise<SendOrScheduleResultDto> {
    const { text, linkPreview } = fields;
    if (linkPreview !== true)
      return this.send(call, instanceId, fields, {
        kind: 'text',
        text,
        linkPreview: linkPreview || undefined,
      });
    return this.idempotency.once(call, this.asked(instanceId, fields), async (id) => {
      await this.whatsapp.instance(instanceId).messages.checkReady(fields, scheduleIn(fields));
      const { preview, trouble } = await this.previews.of(text, gone);
      const draft = { kind: 'text' as const, text, linkPreview: preview };
      const result = await this.deliver(instanceId, fields, draft, id);
      return trouble ? { ...result, warnings: [{ code: 'LINK_PREVIEW', ...trouble }] } : result;
    });
  }

  async media(
    call: KeyedRequest,
    instanceId: string,
    kind: MediaKind,
    input: MediaInput<MediaFields>,
  ): Promise<SendOrScheduleResultDto> {
    return this.file(call, instanceId, kind, input, (fields) => fields);
  }

  /**
   * Sends a file.
   * @param addressed to whom, by the fields of the request
   * @param more what the fields do not say of the file
   */
  async file<Fields extends MediaTraits & object>(
    call: KeyedRequest,
    instanceId: string,
    kind: MediaKind,
    input: MediaInput<Fields>,
    addressed: Addressed<Fields>,
    more: MediaTraits = {},
  ): Promise<SendOrScheduleResultDto> {
    return input.use(
      async (fields, digest) =>
        this.readyFor(
          call,
          instanceId,
          fields && addressed(fields),
          digest,
          this.asked(instanceId, { fields, digest }),
        ),
      async ({ fields, digest, path, sizeBytes, mimetype, fileName, loops, ...heard }) => {
        const { caption, viewOnce, gifPlayback = loops, ptv, ptt } = { ...fields, ...more };
        const traits = { caption, viewOnce, gifPlayback, ptv, ptt, ...heard };
        checkVoice(traits, mimetype);
        const media = { kind, path, sizeBytes, mimetype, fileName, ...traits };
        return this.send(call, instanceId, addressed(fields), { kind: 'media', media }, { fields, digest });
      },
    );
  }

  async location(
    call: KeyedRequest,
    instanceId: string,
    fields: SendLocationDto,
  ): Promise<SendOrScheduleResultDto> {
    const { latitude, longitude, name, address } = fields;
    const location = { latitude, longitude, name, address };
    return this.send(call, instanceId, fields, { kind: 'location', location });
  }

  async contacts(
    call: KeyedRequest,
    instanceId: string,
    fields: SendContactDto,
  ): Promise<SendOrScheduleResultDto> {
    return this.send(call, instanceId, fields, { kind: 'contact', contacts: fields.contacts });
  }

  async poll(call: KeyedRequest, instanceId: string, fields: SendPollDto): Promise<SendOrScheduleResultDto> {
    const { name, options, selectableCount = 1 } = fields;
    return this.send(call, instanceId, fields, { kind: 'poll', poll: { name, options, selectableCount } });
  }

  async event(
    call: KeyedRequest,
    instanceId: string,
    fields: SendEventDto,
  ): Promise<SendOrScheduleResultDto> {
    const { name, description, location, guestsAllowed = false } = fields;
    const startsAt = Date.parse(fields.startsAt);
    const endsAt = fields.endsAt === undefined ? undefined : Date.parse(fields.endsAt);
    return this.idempotency.once(call, this.asked(instanceId, fields), async (id) => {
      const { calls, messages } = this.whatsapp.instance(instanceId);
      if (fields.call) await messages.checkReady(fields);
      const joinLink = fields.call ? (await calls.linkTo(fields.call, startsAt)).url : fields.joinLink;
      const event = { name, description, location, guestsAllowed, startsAt, endsAt, joinLink };
      return this.deliver(instanceId, fields, { kind: 'event', event }, id);
    });
  }

  async groupInvite(
    call: KeyedRequest,
    instanceId: string,
    fields: SendGroupInviteDto,
  ): Promise<SendOrScheduleResultDto> {
    const { groupJid, inviteCode, expiresAt, caption } = fields;
    return this.idempotency.once(call, this.asked(instanceId, fields), async (id) => {
      const { groups } = this.whatsapp.instance(instanceId);
      const groupName = fields.groupName ?? (await groups.get(groupJid)).name;
      const invite = { groupJid, groupName, inviteCode, expiresAt: Date.parse(expiresAt), caption };
      return this.deliver(instanceId, fields, { kind: 'group_invite', invite }, id);
    });
  }

  /** Reads the product and its picture only if the request was not carried out before. */
  async product(
    call: KeyedRequest,
    instanceId: string,
    fields: SendProductDto,
  ): Promise<SendOrScheduleResultDto> {
    return this.idempotency.once(call, this.asked(instanceId, fields), async (id) => {
      const file = this.spool.allocate();
      try {
        await this.whatsapp.instance(instanceId).messages.checkReady(fields);
        return await this.deliver(
          instanceId,
          fields,
          await this.productDraft(instanceId, fields, file.path),
          id,
        );
      } finally {
        await file.dispose();
      }
    });
  }

  private async productDraft(
    instanceId: string,
    { seller: owner, productId, body, footer }: SendProductDto,
    path: string,
  ): Promise<Draft> {
    const { catalog } = this.whatsapp.instance(instanceId);
    const { product, seller, sizeBytes } = await catalog.forSending(owner, productId, path);
    const { type } = await sniff(await sampleOf(path));
    const { id, name, description, price, salePrice, currency, retailerId, url, pictures } = product;
    return {
      kind: 'product',
      product: {
        id,
        seller,
        title: name ?? '',
        description,
        price,
        salePrice,
        currency,
        retailerId,
        url,
        pictureCount: pictures.length,
        body,
        footer,
      },
      media: { kind: 'image', path, sizeBytes, mimetype: type?.mime ?? BINARY, fileName: 'product.jpg' },
    };
  }

  /**
   * Sends a message.
   * @param request what identifies the request under its idempotency key; default: the fields
   */
  async send(
    call: KeyedRequest,
    instanceId: string,
    fields: OutgoingFields,
    draft: Draft,
    request: object = fields,
  ): Promise<SendOrScheduleResultDto> {
    return this.idempotency.once(call, this.asked(instanceId, request), (id) =>
      this.deliver(instanceId, fields, draft, id),
    );
  }

  private async deliver(
    instanceId: string,
    fields: OutgoingFields,
    draft: Draft,
    id: RequestId | undefined,
  ): Promise<SendOrScheduleResultDto> {
    const { to, quotedMessageId, mentions, mentionsAll, clientReference, status } = fields;
    const outgoing = { to, quotedMessageId, mentions, mentionsAll, clientReference, status };
    const { messages } = this.whatsapp.instance(instanceId);
    return SendOrScheduleResultDto.of(
      await messages.send({ ...outgoing, request: id }, draft, scheduleIn(fields)),
    );
  }

  /**
   * Checks whether a message with files can be sent, before they are received.
   * @param fields undefined if they have not arrived yet
   * @param digest identifies the files; undefined if they have not arrived yet
   * @returns the answer to an earlier request, if there is one: it needs neither a connection nor the files
   * @throws as `Messages.checkReady`
   */
  async readyFor<T extends object>(
    call: KeyedRequest,
    instanceId: string,
    fields: OutgoingFields | undefined,
    digest: string | undefined,
    asked: Asked<T>,
  ): Promise<T | undefined> {
    if (digest === undefined) {
      if (await this.idempotency.knows(call, asked.scope)) return undefined;
    } else {
      const answer = await this.idempotency.earlier(call, asked);
      if (answer) return answer;
    }
    await this.whatsapp.instance(instanceId).messages.checkReady(fields, fields && scheduleIn(fields));
    return undefined;
  }

  private asked(instanceId: string, request: object): Asked<SendOrScheduleResultDto> {
    return {
      scope: this.whatsapp.uidIfAny(instanceId),
      request,
      recover: async ({ id }) => {
        const found = await this.whatsapp.instance(instanceId).messages.sentBy(id);
        return found && SendOrScheduleResultDto.of(found);
      },
    };
  }
}

function checkVoice({ ptt }: MediaTraits, mimetype: string): void {
  if (ptt !== true || mimetype === VOICE_NOTE) return;
  throw new ApiFault(
    'UNSUPPORTED_MEDIA_TYPE',
    `the media is ${mimetype}, which cannot be sent as a voice note: convert it to ${VOICE_NOTE}`,
    {
      field: 'media',
      found: mimetype,
      accepted: [VOICE_NOTE],
    },
  );
}
