import { Injectable } from '@nestjs/common';
import { type AlbumResult, WhatsApp, WhatsAppFault } from '#libs/whatsapp';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import type { MediaSet } from '../media/media-set.js';
import { scheduleIn } from '../common/outgoing.dto.js';
import { type AlbumFieldsDto, AlbumResultDto } from './dto/send-album.dto.js';
import { SendingService } from './sending.service.js';

/** Sends albums. */
@Injectable()
export class AlbumsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
    private readonly sending: SendingService,
  ) {}

  /** Receives the files only if the request was not carried out before, and can be now. */
  async send(
    call: KeyedRequest,
    instanceId: string,
    album: MediaSet<AlbumFieldsDto>,
  ): Promise<AlbumResultDto> {
    const asked = (
      fields: AlbumFieldsDto | undefined,
      digest: string | undefined,
    ): Asked<AlbumResultDto> => ({
      scope: this.whatsapp.uidIfAny(instanceId),
      request: { fields, digest },
      recover: async ({ id }) => {
        const count = fields?.items.length ?? 0;
        const found = await this.whatsapp.instance(instanceId).albums.sentBy(id, count);
        return found && sent(found);
      },
    });
    return album.use(
      async (fields, digest) =>
        this.sending.readyFor(call, instanceId, fields, digest, asked(fields, digest)),
      async ({ fields, digest, files }) =>
        this.idempotency.once(call, asked(fields, digest), async (request) => {
          const { to, quotedMessageId, mentions, mentionsAll, clientReference, items } = fields;
          const outgoing = { to, quotedMessageId, mentions, mentionsAll, clientReference, request };
          const media = files.map((file, index) => ({
            ...file,
            kind: items[index]?.type ?? 'image',
            caption: items[index]?.caption,
          }));
          const { albums } = this.whatsapp.instance(instanceId);
          return sent(await albums.send(outgoing, media, scheduleIn(fields)));
        }),
    );
  }
}

/** @throws WhatsAppFault if none of the files could be sent */
function sent(result: AlbumResult): AlbumResultDto {
  const failures = result.results.flatMap((each) => (each.status === 'failed' ? each.error : []));
  const [first] = failures;
  if (!first || failures.length < result.results.length) return AlbumResultDto.of(result);
  const { code, message, details } = first;
  // The announcement of the album has left: the request must not be taken for one that had no effect.
  throw new WhatsAppFault(code, message, { ...details, outcome: 'unknown', ...result });
}
