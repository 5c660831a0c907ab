import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import { MediaConverter } from '../media/media-converter.js';
import { VERSION } from '#libs/config';
import type { HealthDto } from './health.dto.js';

@Injectable()
export class HealthService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly converter: MediaConverter,
  ) {}

  /** Counts the instances in the database. @throws when the database cannot be read */
  async check(): Promise<HealthDto> {
    return {
      status: 'ok',
      version: VERSION,
      uptimeSeconds: Math.floor(process.uptime()),
      instances: await this.whatsapp.counts(),
      conversions: this.converter.available,
    };
  }
}
