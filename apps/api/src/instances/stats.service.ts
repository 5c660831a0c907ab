import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/observability';
import { Storage } from '#libs/storage';
import { WhatsApp } from '#libs/whatsapp';
import { InstanceStatsDto, InstanceStatsQuery } from './dto/instance-stats.dto.js';

/** What instances did lately, in numbers. */
@Injectable()
export class StatsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly storage: Storage,
    private readonly clock: Clock,
  ) {}

  async get(instanceId: string, query: InstanceStatsQuery): Promise<InstanceStatsDto> {
    const { uid } = await this.whatsapp.stored(instanceId);
    const since = InstanceStatsQuery.start(query, this.clock.now());
    const targets = await this.storage.targets.list(uid);
    const ids = targets.map(({ id }) => id);
    return InstanceStatsDto.of(since, await this.storage.traffic.of(uid, ids, since));
  }
}
