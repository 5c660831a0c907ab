import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import type { MediaInput } from '../media/media-input.js';
import type {
  PictureChangeDto,
  ProfileDto,
  ProfileNameDto,
  ProfilePictureDto,
  ProfileStatusDto,
} from './dto/profile.dto.js';

/** What instances show of themselves. */
@Injectable()
export class ProfileService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async get(instanceId: string): Promise<ProfileDto> {
    return this.whatsapp.profile.get(instanceId);
  }

  async setPicture(instanceId: string, media: MediaInput<ProfilePictureDto>): Promise<PictureChangeDto> {
    await media.use(
      async () => this.whatsapp.profile.checkReady(instanceId),
      ({ path }) => this.whatsapp.profile.setPicture(instanceId, path),
    );
    return { picture: true };
  }

  async removePicture(instanceId: string): Promise<PictureChangeDto> {
    await this.whatsapp.profile.removePicture(instanceId);
    return { picture: false };
  }

  async setName(instanceId: string, { name }: ProfileNameDto): Promise<ProfileNameDto> {
    await this.whatsapp.profile.setName(instanceId, name);
    return { name };
  }

  async setStatus(instanceId: string, { status }: ProfileStatusDto): Promise<ProfileStatusDto> {
    await this.whatsapp.profile.setAbout(instanceId, status);
    return { status };
  }
}
