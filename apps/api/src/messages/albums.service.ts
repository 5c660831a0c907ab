import { Injectable } from '@nestjs/common';
import { type AlbumResult, WhatsApp, WhatsAppFault } from '#libs/whatsapp';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import { MediaSet } from '../media/media-set.js';
import { scheduleIn } from '../common/outgoing.dto.js';
import { AlbumResultDto, type SendAlbumDto } from './dto/send-album.dto.js';

/** Sends albums. */
@Injectable()
export class AlbumsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
    private readonly files: MediaSet,
  ) {}

  /**
   * Fetches the files only if the request was not carried out before, and can be now.
   * @param gone aborts downloads when the client is gone
   */
  async send(
    call: KeyedRequest,
    instanceId: string,
    fields: SendAlbumDto,
    gone: AbortSignal,
  ): Promise<AlbumResultDto> {
    const { items, ...rest } = fields;
    const located = await this.files.locate('items', items);
    const asked: Asked<AlbumResultDto> = {
      scope: this.whatsapp.uidIfAny(instanceId),
      request: { ...rest, items: MediaSet.digestsOf(items) },
      recover: async ({ id }) => {
        const found = await this.whatsapp.instance(instanceId).albums.sentBy(id, items.length);
        return found && sent(found);
      },
    };
    return this.idempotency.once(call, asked, async (request) => {
      const { albums, messages } = this.whatsapp.instance(instanceId);
      const { to, quotedMessageId, mentions, mentionsAll, clientReference } = rest;
      const outgoing = { to, quotedMessageId, mentions, mentionsAll, clientReference, request };
      const later = scheduleIn(rest);
      await messages.checkReady(outgoing, later);
      return this.files.use(located, gone, async (received) => {
        const files = received.map((file, index) => ({
          ...file,
          kind: items[index]?.type ?? 'image',
          caption: items[index]?.caption,
        }));
        return sent(await albums.send(outgoing, files, later));
      });
    });
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
