import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import { CheckBatchDto, CheckBatchResultDto, CheckDto, CheckResultDto } from './dto/check.dto.js';

/** The people that instances know, or could. */
@Injectable()
export class ContactsService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async check(instanceId: string, { phone }: CheckDto): Promise<CheckResultDto> {
    const [result] = await this.whatsapp.contacts.check(instanceId, [phone], 'phone');
    return result ?? { phone, exists: false };
  }

  async checkBatch(instanceId: string, { phones }: CheckBatchDto): Promise<CheckBatchResultDto> {
    return { results: await this.whatsapp.contacts.check(instanceId, phones, 'phones') };
  }
}
