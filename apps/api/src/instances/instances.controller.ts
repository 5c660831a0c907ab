import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Param,
  Patch,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../access/principal.js';
import { Operation } from '../documentation/operation.decorator.js';
import { UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Caller } from '../http/caller.decorator.js';
import { PreferredType } from '../http/preferred-type.decorator.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { ConnectionsService } from './connections.service.js';
import { ConnectDto } from './dto/connect.dto.js';
import { CreateInstanceDto, UpdateInstanceDto } from './dto/create-instance.dto.js';
import { InstanceDto, RemovedInstanceDto } from './dto/instance.dto.js';
import { ConfirmPasskeyDto, PasskeyCredentialDto, PasskeyDto } from './dto/passkey.dto.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { CreateLinkDto, LinkDto } from '../common/link.dto.js';
import { ListInstancesQuery } from './dto/list-instances.query.dto.js';
import { QrQuery } from './dto/qr.query.dto.js';
import { RemoveInstanceQuery } from './dto/remove-instance.query.dto.js';
import { InstanceStatsDto, InstanceStatsQuery } from './dto/instance-stats.dto.js';
import { ConnectionDto, QrDto, ConnectionStatusDto } from './dto/status.dto.js';
import { InstancesService } from './instances.service.js';
import { QR_IMAGES } from './qr-image.js';
import { StatsService } from './stats.service.js';

@ApiTags('Instances')
@Controller('api/v1/instances')
export class InstancesController {
  constructor(
    private readonly instances: InstancesService,
    private readonly connections: ConnectionsService,
    private readonly statistics: StatsService,
  ) {}

  @Post()
  @Operation({
    id: 'createInstance',
    scope: 'instances:admin',
    sorted: true,
    summary: 'Create an instance',
    description:
      'Creates an instance for one WhatsApp account. It is not connected until you call `POST connect`. With a `webhookUrl`, the key needs `webhooks:write`, too; a key for some instances can create those alone. At most `MAX_INSTANCES` instances may exist: 409 `CONFLICT`.',
    answers: { 201: 'The instance' },
    data: InstanceDto,
    body: {
      instanceId: 'my-bot-2',
      webhookUrl: 'https://example.com/webhook',
      webhookEvents: ['message', 'qr', 'ready', 'disconnected'],
    },
    faults: ['INSTANCE_ALREADY_EXISTS', 'CONFLICT'],
    keyed: true,
  })
  create(
    @Caller() caller: Principal,
    @Keyed() call: KeyedRequest,
    @Body() body: CreateInstanceDto,
  ): Promise<InstanceDto> {
    return this.instances.create(caller, call, body);
  }

  @Get()
  @Operation({
    id: 'listInstances',
    scope: 'instances:read',
    sorted: true,
    summary: 'List all instances',
    description:
      'Instances that the key is not for are left out. `metadata` selects instances by what you noted about them.',
    answers: { 200: 'The instances, oldest first' },
    data: [InstanceDto],
  })
  list(@Caller() caller: Principal, @Query() query: ListInstancesQuery): Promise<InstanceDto[]> {
    return this.instances.list(caller, query);
  }

  @Get(':instanceId')
  @Operation({
    id: 'getInstance',
    scope: 'instances:read',
    summary: 'Get an instance',
    answers: { 200: 'The instance' },
    data: InstanceDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  get(@Caller() caller: Principal, @Param() { instanceId }: InstanceParams): Promise<InstanceDto> {
    return this.instances.get(caller, instanceId);
  }

  @Patch(':instanceId')
  @Operation({
    id: 'updateInstance',
    scope: 'instances:admin',
    summary: 'Change the settings of an instance',
    description:
      'Changes the pace of its messages, which calls it rejects, what it marks as read, whether people see it typing, its metadata and its proxy. To change where events are delivered, use `PUT webhook`.',
    answers: { 200: 'The instance in its current state' },
    data: InstanceDto,
    faults: ['INSTANCE_NOT_FOUND'],
    body: { sendRatePerMinute: 20, rejectCalls: true },
  })
  update(
    @Caller() caller: Principal,
    @Param() { instanceId }: InstanceParams,
    @Body() body: UpdateInstanceDto,
  ): Promise<InstanceDto> {
    return this.instances.update(caller, instanceId, body);
  }

  @Delete(':instanceId')
  @Operation({
    id: 'deleteInstance',
    scope: 'instances:admin',
    summary: 'Delete an instance',
    description:
      'Ends the connection and removes everything that belongs to the instance, its files included. With `logout`, the device is unlinked at WhatsApp first, which requires a connection.',
    answers: { 200: 'The instance is deleted' },
    data: RemovedInstanceDto,
    faults: ['INSTANCE_NOT_FOUND', 'INSTANCE_NOT_CONNECTED'],
  })
  remove(
    @Param() { instanceId }: InstanceParams,
    @Query() query: RemoveInstanceQuery,
  ): Promise<RemovedInstanceDto> {
    return this.instances.remove(instanceId, query);
  }

  @Get(':instanceId/status')
  @Operation({
    id: 'getInstanceStatus',
    scope: 'instances:read',
    summary: 'Get the state of the connection',
    answers: { 200: 'The state of the connection' },
    data: ConnectionStatusDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  status(@Param() { instanceId }: InstanceParams): ConnectionStatusDto {
    return this.connections.status(instanceId);
  }

  @Get(':instanceId/stats')
  @Operation({
    id: 'getInstanceStats',
    scope: 'instances:read',
    anywhere: true,
    summary: 'Count messages and deliveries of an instance',
    description:
      'Counts the messages and the attempts at deliveries since a time: of the last 24 hours, unless `since` says otherwise. For monitoring, use the metrics.',
    answers: { 200: 'The numbers' },
    data: InstanceStatsDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  stats(
    @Param() { instanceId }: InstanceParams,
    @Query() query: InstanceStatsQuery,
  ): Promise<InstanceStatsDto> {
    return this.statistics.get(instanceId, query);
  }

  @Post(':instanceId/connect')
  @Operation({
    id: 'connectInstance',
    scope: 'instances:connect',
    summary: 'Connect to WhatsApp',
    description:
      'Waits up to 8 seconds for a login, for the first QR code or, with `pairingPhone`, for the pairing code. If the instance is already connected or connecting, the answer is its current state.',
    answers: { 202: 'The state of the connection, with the code if the device must be linked first' },
    data: ConnectionDto,
    optionalBody: { pairingPhone: '628111111111' },
    faults: ['INSTANCE_NOT_FOUND'],
  })
  connect(@Param() { instanceId }: InstanceParams, @Body() body?: ConnectDto): Promise<ConnectionDto> {
    return this.connections.connect(instanceId, body ?? {});
  }

  @Post(':instanceId/disconnect')
  @Operation({
    id: 'disconnectInstance',
    scope: 'instances:connect',
    summary: 'Disconnect from WhatsApp',
    description:
      'The device stays linked. The instance stays disconnected until you call `POST connect`, even if the server restarts.',
    answers: { 200: 'The state of the connection' },
    data: ConnectionStatusDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  disconnect(@Param() { instanceId }: InstanceParams): Promise<ConnectionStatusDto> {
    return this.connections.disconnect(instanceId);
  }

  @Post(':instanceId/logout')
  @Operation({
    id: 'logoutInstance',
    scope: 'instances:admin',
    summary: 'Unlink the device, and keep the instance',
    description:
      'Takes the server off the linked devices of the account, as its owner can on the phone. The instance stays, with its settings, endpoints, events, chats and messages, and can be linked again by `POST connect`. What belongs to the account goes: the session, the address book, labels and quick replies. Messages that are scheduled wait for the next link, whichever account that is. Requires a connection; if no account is linked, nothing changes.',
    answers: { 200: 'The state of the connection' },
    data: ConnectionStatusDto,
    faults: UPSTREAM_FAULTS,
  })
  logout(@Param() { instanceId }: InstanceParams): Promise<ConnectionStatusDto> {
    return this.connections.logout(instanceId);
  }

  @Post(':instanceId/restart')
  @Operation({
    id: 'restartInstance',
    scope: 'instances:connect',
    summary: 'Disconnect and connect again',
    description: 'Waits up to 8 seconds for a login or for the first QR code.',
    answers: { 200: 'The state of the connection, with the QR code if the device must be linked first' },
    data: ConnectionDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  restart(@Param() { instanceId }: InstanceParams): Promise<ConnectionDto> {
    return this.connections.restart(instanceId);
  }

  @Get(':instanceId/qr')
  @Header('Cache-Control', 'no-store')
  @Header('Vary', 'Accept, Origin')
  @Operation({
    id: 'getInstanceQr',
    scope: 'instances:connect',
    summary: 'Get the QR code to scan',
    description:
      'Answers with JSON, or with an image in the format that the `Accept` header prefers. `text/plain` draws the code for a terminal, black on white whatever its colors are. If there is no code to scan right now, the answer is 409.',
    answers: { 200: 'The current QR code' },
    data: QrDto,
    raw: QR_IMAGES,
    linked: true,
    faults: ['INSTANCE_NOT_FOUND', 'CONFLICT'],
  })
  qr(
    @Param() { instanceId }: InstanceParams,
    @Query() _query: QrQuery,
    @PreferredType(['application/json', ...QR_IMAGES]) type?: string,
  ): Promise<QrDto | StreamableFile> {
    return this.connections.qr(instanceId, type);
  }

  @Post(':instanceId/qr/link')
  @Operation({
    id: 'createQrLink',
    scope: 'instances:connect',
    summary: 'Make a link to the QR code',
    description:
      'The link works without an API key until it ends, and always shows the current code: for the browser of whoever links the account, for example. Keep it secret.',
    answers: { 201: 'The link' },
    data: LinkDto,
    optionalBody: { expiresInSeconds: 600 },
    faults: ['INSTANCE_NOT_FOUND'],
  })
  qrLink(
    @Caller() caller: Principal,
    @Param() { instanceId }: InstanceParams,
    @Body() body?: CreateLinkDto,
  ): LinkDto {
    return this.connections.qrLink(caller, instanceId, body ?? {});
  }

  @Get(':instanceId/passkey')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'getInstancePasskey',
    scope: 'instances:connect',
    summary: 'Get the request for a passkey',
    description:
      'WhatsApp asks some accounts for their passkey when a device is linked. The owner answers `request` with `navigator.credentials.get` on https://web.whatsapp.com; `docs/passkey.md` shows how. If WhatsApp asks for no passkey right now, the answer is 409.',
    answers: { 200: 'The request, and how far the link is' },
    data: PasskeyDto,
    faults: ['INSTANCE_NOT_FOUND', 'CONFLICT'],
  })
  passkey(@Param() { instanceId }: InstanceParams): PasskeyDto {
    return this.connections.passkey(instanceId);
  }

  @Post(':instanceId/passkey')
  @Operation({
    id: 'answerInstancePasskey',
    scope: 'instances:connect',
    summary: 'Answer the request for a passkey',
    description:
      'Takes the `toJSON()` of the credential. A credential that does not answer the request is refused without asking WhatsApp. If WhatsApp refuses it, `GET passkey` shows a new request to answer, or else the link begins again with a QR code.',
    answers: { 202: 'WhatsApp accepted the credential. What the link waits for now' },
    data: PasskeyDto,
    faults: [...UPSTREAM_FAULTS, 'CONFLICT'],
    body: {
      id: 'cGFzc2tleQ',
      rawId: 'cGFzc2tleQ',
      type: 'public-key',
      response: {
        clientDataJSON: 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0',
        authenticatorData: 'Zm9yIHdoYXRzYXBwLmNvbQ',
        signature: 'c2lnbmF0dXJl',
        userHandle: 'b3duZXI',
      },
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
    },
  })
  answerPasskey(
    @Param() { instanceId }: InstanceParams,
    @Body() body: PasskeyCredentialDto,
  ): Promise<PasskeyDto> {
    return this.connections.answerPasskey(instanceId, body);
  }

  @Post(':instanceId/passkey/confirm')
  @Operation({
    id: 'confirmInstancePasskey',
    scope: 'instances:connect',
    summary: 'Confirm the code of a link by passkey',
    description:
      'Needed while `GET passkey` says `confirmation`: compare its `code` with the phone. Send the code that the phone shows, which is compared once more. A different code means that somebody else answers for the phone.',
    answers: { 202: 'The codes match. What the link waits for now' },
    data: PasskeyDto,
    faults: [...UPSTREAM_FAULTS, 'CONFLICT'],
    body: { code: 'ABCD-EFGH' },
  })
  confirmPasskey(
    @Param() { instanceId }: InstanceParams,
    @Body() body: ConfirmPasskeyDto,
  ): Promise<PasskeyDto> {
    return this.connections.confirmPasskey(instanceId, body);
  }
}
