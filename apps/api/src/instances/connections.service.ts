import { Injectable, type StreamableFile } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import type { Principal } from '../access/principal.js';
import type { CreateLinkDto, LinkDto } from '../common/link.dto.js';
import { LinksService } from '../keys/links.service.js';
import type { ConnectDto } from './dto/connect.dto.js';
import { type ConfirmPasskeyDto, type PasskeyCredentialDto, PasskeyDto } from './dto/passkey.dto.js';
import { ConnectionDto, QrDto, ConnectionStatusDto } from './dto/status.dto.js';
import { drawQr, QR_IMAGES } from './qr-image.js';

/** The connections of instances to WhatsApp, and the linking of devices. */
@Injectable()
export class ConnectionsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly links: LinksService,
  ) {}

  status(instanceId: string): ConnectionStatusDto {
    return ConnectionStatusDto.of(this.whatsapp.instance(instanceId).status());
  }

  async connect(instanceId: string, { pairingPhone }: ConnectDto): Promise<ConnectionDto> {
    return ConnectionDto.of(await this.whatsapp.instance(instanceId).connect(pairingPhone));
  }

  async disconnect(instanceId: string): Promise<ConnectionStatusDto> {
    return ConnectionStatusDto.of(await this.whatsapp.instance(instanceId).disconnect());
  }

  async logout(instanceId: string): Promise<ConnectionStatusDto> {
    return ConnectionStatusDto.of(await this.whatsapp.instance(instanceId).logout());
  }

  async restart(instanceId: string): Promise<ConnectionDto> {
    return ConnectionDto.of(await this.whatsapp.instance(instanceId).restart());
  }

  /** @param type media type that the caller prefers; answers with JSON unless it is one of an image */
  async qr(instanceId: string, type?: string): Promise<QrDto | StreamableFile> {
    const view = this.whatsapp.instance(instanceId).qr();
    const image = QR_IMAGES.find((each) => each === type);
    return image ? drawQr(view.qr, image) : QrDto.of(view);
  }

  qrLink(caller: Principal, instanceId: string, body: CreateLinkDto): LinkDto {
    this.whatsapp.instance(instanceId);
    return this.links.make(caller, [instanceId, 'qr'], {}, body);
  }

  passkey(instanceId: string): PasskeyDto {
    return PasskeyDto.of(this.whatsapp.instance(instanceId).passkey.view());
  }

  async answerPasskey(instanceId: string, credential: PasskeyCredentialDto): Promise<PasskeyDto> {
    return PasskeyDto.of(await this.whatsapp.instance(instanceId).passkey.answer(credential));
  }

  async confirmPasskey(instanceId: string, { code }: ConfirmPasskeyDto): Promise<PasskeyDto> {
    return PasskeyDto.of(await this.whatsapp.instance(instanceId).passkey.confirm(code));
  }
}
