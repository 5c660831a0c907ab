import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type Config, LIMITS } from '#libs/config';
import { Clock } from '#libs/observability';
import { WhatsApp } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';
import type { ReadinessDto } from './health.dto.js';

/** How long the database may take to answer, ms. */
const PATIENCE_MS = 4_000;

/** Whether requests should be sent to this server. */
@Injectable()
export class Readiness {
  private draining = false;

  constructor(
    private readonly config: ConfigService<Config, true>,
    private readonly whatsapp: WhatsApp,
    private readonly clock: Clock,
  ) {}

  /** The server is about to stop: requests should go elsewhere. */
  drain(): void {
    this.draining = true;
  }

  /** @throws ApiFault NOT_READY */
  async check(): Promise<ReadinessDto> {
    if (this.draining) throw new ApiFault('NOT_READY', 'the server is shutting down', { draining: true });
    if (!this.whatsapp.isConfirmed)
      throw new ApiFault('NOT_READY', 'the database does not confirm this server', { database: 'failed' });
    const [database, freeBytes] = await Promise.all([this.readable(), this.freeBytes()]);
    if (!database) throw new ApiFault('NOT_READY', 'the database cannot be read', { database: 'failed' });
    if (freeBytes >= LIMITS.freeBytes) return { status: 'ready', freeBytes };
    throw new ApiFault('NOT_READY', 'the disk is full, or its directory is gone', { freeBytes });
  }

  private async readable(): Promise<boolean> {
    try {
      await this.clock.within(PATIENCE_MS, this.whatsapp.counts());
      return true;
    } catch {
      return false;
    }
  }

  /** 0 if the directory cannot be found. */
  private async freeBytes(): Promise<number> {
    try {
      const { bavail, bsize } = await statfs(this.config.get('sessionPath', { infer: true }));
      return bavail * bsize;
    } catch {
      return 0;
    }
  }
}
