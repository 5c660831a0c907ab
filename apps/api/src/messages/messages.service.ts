import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import type { SendResultDto } from './dto/send-result.dto.js';
import type { SendTextDto } from './dto/send-text.dto.js';

/** What instances send. */
@Injectable()
export class MessagesService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async sendText(instanceId: string, message: SendTextDto): Promise<SendResultDto> {
    return this.whatsapp.sendText(instanceId, message);
  }
}
