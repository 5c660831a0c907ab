import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import { VERSION } from '../version.js';
import type { HealthDto } from './health.dto.js';

@Injectable()
export class HealthService {
  constructor(private readonly whatsapp: WhatsApp) {}

  /** Reads the instances from the database. @throws when that fails */
  async check(): Promise<HealthDto> {
    const views = await this.whatsapp.list();
    return {
      status: 'ok',
      version: VERSION,
      uptimeSeconds: Math.floor(process.uptime()),
      instances: {
        total: views.length,
        connected: views.filter((view) => view.status === 'connected').length,
      },
    };
  }
}
