import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import type { BusinessDto } from '../common/business.dto.js';
import { invalidRequest } from '../http/fault.js';
import type { MediaInput } from '../media/media-input.js';
import type { CoverPhotoUploadDto, UpdateBusinessProfileDto } from './dto/business-profile.dto.js';

/** The accounts' own business profiles. */
@Injectable()
export class BusinessService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async get(instanceId: string): Promise<BusinessDto> {
    return this.business(instanceId).get();
  }

  async change(instanceId: string, change: UpdateBusinessProfileDto): Promise<BusinessDto> {
    if (Object.values(change).every((value) => value === undefined))
      throw invalidRequest({ field: 'body', reason: 'must contain at least one field' });
    return this.business(instanceId).change(change);
  }

  async setCover(instanceId: string, media: MediaInput<CoverPhotoUploadDto>): Promise<BusinessDto> {
    return media.use<BusinessDto>(
      async () => {
        this.business(instanceId).checkReady();
        return undefined;
      },
      ({ path }) => this.business(instanceId).setCover(path),
    );
  }

  async removeCover(instanceId: string): Promise<BusinessDto> {
    return this.business(instanceId).removeCover();
  }

  private business(instanceId: string) {
    return this.whatsapp.instance(instanceId).business;
  }
}
