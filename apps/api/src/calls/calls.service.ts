import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import {
  CallLinkDto,
  type CallParams,
  type CreateCallLinkDto,
  type RejectedCallDto,
} from './dto/call.dto.js';

/** Calls to accounts, and links to calls. */
@Injectable()
export class CallsService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async reject({ instanceId, callId }: CallParams): Promise<RejectedCallDto> {
    return this.whatsapp.instance(instanceId).calls.reject(callId);
  }

  async createLink(instanceId: string, { type, startsAt }: CreateCallLinkDto): Promise<CallLinkDto> {
    const start = startsAt === undefined ? undefined : Date.parse(startsAt);
    return CallLinkDto.of(await this.whatsapp.instance(instanceId).calls.createLink(type, start));
  }
}
