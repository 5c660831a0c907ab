import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import {
  type ActivityDto,
  type ActivityParams,
  type PresenceDto,
  type SetPresenceDto,
  SHOWN,
  type SubscriptionDto,
  type SubscriptionParams,
} from './dto/presence.dto.js';

const WIRE = { typing: 'composing', recording: 'recording', paused: 'paused' } as const;

/** What instances show of their presence, and the presence that they follow. */
@Injectable()
export class PresenceService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async show(instanceId: string, { status }: SetPresenceDto): Promise<PresenceDto> {
    const shown = SHOWN[status];
    await this.whatsapp.instance(instanceId).presence.show(shown);
    return { status: shown === 'available' ? 'online' : 'offline' };
  }

  async act({ instanceId, to }: ActivityParams, status: keyof typeof WIRE): Promise<ActivityDto> {
    await this.whatsapp.instance(instanceId).presence.act(to, WIRE[status]);
    return { to, status };
  }

  async subscribe({ instanceId, jid }: SubscriptionParams): Promise<SubscriptionDto> {
    return this.whatsapp.instance(instanceId).presence.subscribe(jid);
  }
}
