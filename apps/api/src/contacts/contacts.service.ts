import { Injectable, type StreamableFile } from '@nestjs/common';
import { isChatJid } from '#libs/storage';
import { WhatsApp } from '#libs/whatsapp';
import { PageQuery } from '../common/page.query.dto.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import { MediaSpool } from '../media/media-spool.js';
import { pictureAnswer } from '../media/picture-answer.js';
import type { AddressResultsDto, ResolveAddressesDto } from './dto/addresses.dto.js';
import { CheckBatchDto, CheckBatchResultDto, CheckDto, CheckResultDto } from './dto/check.dto.js';
import { ContactDto, ContactProfileDto, ContactRemovalDto, ContactsPageDto } from './dto/contact.dto.js';
import type { PictureQuery } from '../common/picture.query.dto.js';
import type { ContactParams } from './dto/contact.params.dto.js';
import type { SaveContactDto } from './dto/save-contact.dto.js';

/** Contacts of instances, and other people on WhatsApp. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly spool: MediaSpool,
    private readonly idempotency: Idempotency,
  ) {}

  async check(instanceId: string, { phone }: CheckDto): Promise<CheckResultDto> {
    const [result] = await this.whatsapp.instance(instanceId).contacts.check([phone], 'phone');
    return result ?? { phone, exists: false };
  }

  async checkBatch(instanceId: string, { phones }: CheckBatchDto): Promise<CheckBatchResultDto> {
    return { results: await this.whatsapp.instance(instanceId).contacts.check(phones, 'phones') };
  }

  async resolve(instanceId: string, { addresses }: ResolveAddressesDto): Promise<AddressResultsDto> {
    return { results: await this.whatsapp.instance(instanceId).addresses.resolve(addresses, 'addresses') };
  }

  async list(instanceId: string, query: PageQuery): Promise<ContactsPageDto> {
    const [, before] = query.cursor === undefined ? [] : positionIn(query.cursor);
    if (before !== undefined && !isChatJid(before))
      throw invalidRequest({
        field: 'cursor',
        reason: 'must be the nextCursor of an earlier page of this list',
      });
    const page = { limit: PageQuery.size(query), before };
    const stored = await this.whatsapp.stored(instanceId);
    const { contacts, next } = await stored.contacts.list(page);
    return { contacts, nextCursor: next && cursorOf([0, next]) };
  }

  async get({ instanceId, jid }: ContactParams): Promise<ContactProfileDto> {
    return ContactProfileDto.of(await this.whatsapp.instance(instanceId).contacts.get(jid));
  }

  /** Saving a contact again is harmless, so no result has to be recovered. */
  async save(call: KeyedRequest, instanceId: string, contact: SaveContactDto): Promise<ContactDto> {
    const scope = this.whatsapp.uidIfAny(instanceId);
    const asked: Asked<ContactDto> = { scope, request: contact, recover: async () => undefined };
    return this.idempotency.once(call, asked, () =>
      this.whatsapp.instance(instanceId).contacts.save(contact),
    );
  }

  async remove({ instanceId, jid }: ContactParams): Promise<ContactRemovalDto> {
    return { jid: await this.whatsapp.instance(instanceId).contacts.remove(jid), deleted: true };
  }

  picture({ instanceId, jid }: ContactParams, { size = 'full' }: PictureQuery): Promise<StreamableFile> {
    return pictureAnswer(this.spool, (path) =>
      this.whatsapp.instance(instanceId).contacts.picture(jid, size, path),
    );
  }
}
