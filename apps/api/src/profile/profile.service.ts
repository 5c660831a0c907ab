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

/** The accounts' own profiles. */
@Injectable()
export class ProfileService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async get(instanceId: string): Promise<ProfileDto> {
    return this.whatsapp.instance(instanceId).profile.get();
  }

  async setPicture(instanceId: string, media: MediaInput<ProfilePictureDto>): Promise<PictureChangeDto> {
    await media.use(
      async () => this.whatsapp.instance(instanceId).profile.checkReady(),
      ({ path }) => this.whatsapp.instance(instanceId).profile.setPicture(path),
    );
    return { picture: true };
  }

  async removePicture(instanceId: string): Promise<PictureChangeDto> {
    await this.whatsapp.instance(instanceId).profile.removePicture();
    return { picture: false };
  }

  async setName(instanceId: string, { name }: ProfileNameDto): Promise<ProfileNameDto> {
    await this.whatsapp.instance(instanceId).profile.setName(name);
    return { name };
  }

  async setStatus(instanceId: string, { status }: ProfileStatusDto): Promise<ProfileStatusDto> {
    await this.whatsapp.instance(instanceId).profile.setAbout(status);
    return { status };
  }
}
