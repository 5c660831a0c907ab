import { Injectable, type StreamableFile } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import { preferred } from './accept.js';
import type { ConnectDto } from './dto/connect.dto.js';
import { ConnectionDto, QrDto, StatusDto } from './dto/status.dto.js';
import { drawQr, QR_IMAGES } from './qr-image.js';

const JSON_TYPE = 'application/json';

/** The connection of an instance: state, pairing, on and off. */
@Injectable()
export class ConnectionsService {
  constructor(private readonly whatsapp: WhatsApp) {}

  status(instanceId: string): StatusDto {
    return StatusDto.of(this.whatsapp.instance(instanceId).status());
  }

  async connect(instanceId: string, { pairingPhone }: ConnectDto): Promise<ConnectionDto> {
    return ConnectionDto.of(await this.whatsapp.instance(instanceId).connect(pairingPhone));
  }

  async disconnect(instanceId: string): Promise<StatusDto> {
    return StatusDto.of(await this.whatsapp.instance(instanceId).disconnect());
  }

  async restart(instanceId: string): Promise<ConnectionDto> {
    return ConnectionDto.of(await this.whatsapp.instance(instanceId).restart());
  }

  /** @param accept the `Accept` header; JSON answers what it does not cover */
  async qr(instanceId: string, accept: string | undefined): Promise<QrDto | StreamableFile> {
    const view = this.whatsapp.instance(instanceId).qr();
    const type = preferred(accept, [JSON_TYPE, ...QR_IMAGES]) ?? JSON_TYPE;
    return type === JSON_TYPE ? QrDto.of(view) : drawQr(view.qr, type);
  }
}
