import { Injectable } from '@nestjs/common';
import { PRIVACY_SETTINGS, type PrivacyChange, WhatsApp } from '#libs/whatsapp';
import { invalidRequest } from '../http/fault.js';
import type { BlockedDto, BlocklistDto, BlockParams } from './dto/blocklist.dto.js';
import type { PrivacyDto, PrivacyResultsDto, UpdatePrivacyDto } from './dto/privacy.dto.js';

/** The accounts' privacy settings and blocklists. */
@Injectable()
export class PrivacyService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async get(instanceId: string): Promise<PrivacyDto> {
    return this.whatsapp.instance(instanceId).privacy.get();
  }

  async update(instanceId: string, body: UpdatePrivacyDto): Promise<PrivacyResultsDto> {
    const changes = PRIVACY_SETTINGS.flatMap((setting): PrivacyChange[] => {
      const value = body[setting];
      return value === undefined ? [] : [{ setting, value }];
    });
    if (body.disappearingSeconds !== undefined)
      changes.push({ setting: 'disappearingSeconds', value: body.disappearingSeconds });
    if (body.statusAudience !== undefined)
      changes.push({ setting: 'statusAudience', value: body.statusAudience });
    if (changes.length === 0) throw invalidRequest({ field: 'body', reason: 'must contain a setting' });
    return { results: await this.whatsapp.instance(instanceId).privacy.change(changes) };
  }

  async blocklist(instanceId: string): Promise<BlocklistDto> {
    return { blocked: await this.whatsapp.instance(instanceId).blocklist.list() };
  }

  async block({ instanceId, jid }: BlockParams, blocked: boolean): Promise<BlockedDto> {
    return { jid: await this.whatsapp.instance(instanceId).blocklist.set(jid, blocked), blocked };
  }
}
