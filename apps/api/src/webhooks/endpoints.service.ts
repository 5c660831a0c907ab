import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { type Config, LIMITS } from '#libs/config';
import { Clock } from '#libs/observability';
import {
  DEFAULT_ENDPOINT,
  type EndpointFilter,
  GLOBAL_TARGET,
  Storage,
  type TargetChange,
  type TargetRow,
} from '#libs/storage';
import { Dispatcher, newSecret } from '#libs/webhooks';
import { parseDestination } from '#libs/whatsapp';
import { USUAL_GRACE_S } from '../common/grace.js';
import { ApiFault, type FieldFault, invalidRequest } from '../http/fault.js';
import type {
  CreateEndpointDto,
  EndpointFilterDto,
  RotateSecretDto,
  UpdateEndpointDto,
} from './dto/change-endpoint.dto.js';
import { EndpointDto, type RemovedEndpointDto, type SecretEndpointDto } from './dto/endpoint.dto.js';
import { type EndpointKey, EndpointRows } from './endpoint-rows.js';
import { WebhooksService } from './webhooks.service.js';

/** The webhook endpoints of instances; without an instance id, the global ones. */
@Injectable()
export class EndpointsService {
  constructor(
    private readonly rows: EndpointRows,
    private readonly webhooks: WebhooksService,
    private readonly storage: Storage,
    private readonly dispatcher: Dispatcher,
    private readonly config: ConfigService<Config, true>,
    private readonly clock: Clock,
  ) {}

  async list(of: Pick<EndpointKey, 'instanceId'>): Promise<EndpointDto[]> {
    const rows = await this.storage.targets.list(await this.rows.owner(of));
    return rows.map((row) => this.shown(row));
  }

  async get(key: EndpointKey): Promise<EndpointDto> {
    return this.shown(await this.rows.find(key));
  }

  /** @throws ApiFault CONFLICT if the name is taken, or there are too many endpoints */
  async create(
    of: Pick<EndpointKey, 'instanceId'>,
    { name, secret = newSecret(), ...settings }: CreateEndpointDto,
  ): Promise<SecretEndpointDto> {
    const warnings = this.webhooks.judge(settings.url, 'url');
    const owner = await this.rows.owner(of);
    const endpoint = { name, secret, config: changeOf(settings), at: this.clock.now() };
    const row = await this.storage.targets.add(owner, endpoint, LIMITS.endpoints);
    if (row === 'gone') throw new ApiFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
    if (row === 'taken')
      throw new ApiFault('CONFLICT', 'an endpoint with this name exists already: change that one');
    if (row === 'full')
      throw new ApiFault(
        'CONFLICT',
        `there are ${LIMITS.endpoints} endpoints already: remove those that are not used`,
      );
    return { ...this.shown(row, warnings), ...secretTexts(secret) };
  }

  /** @throws ApiFault INVALID_REQUEST if nothing is changed, or something that comes from the environment */
  async update(key: EndpointKey, body: UpdateEndpointDto): Promise<EndpointDto> {
    const change = changeOf(body);
    if (Object.values(change).every((value) => value === undefined))
      throw invalidRequest({ field: 'body', reason: 'must contain at least one change' });
    const warnings = this.webhooks.judge(body.url, 'url');
    const { id } = await this.rows.find(key);
    if (id === GLOBAL_TARGET) refuseEnvironment(body);
    const row = this.rows.existing(key, await this.storage.targets.change(id, change, this.clock.now()));
    this.dispatcher.wake(id);
    return this.shown(row, warnings);
  }

  /** @throws ApiFault CONFLICT for the default endpoint */
  async remove(key: EndpointKey): Promise<RemovedEndpointDto> {
    const { id, name } = await this.rows.find(key);
    if (name === DEFAULT_ENDPOINT)
      throw new ApiFault('CONFLICT', 'the endpoint `default` cannot be removed: set its url to null instead');
    if (!(await this.storage.targets.remove(id, this.clock.now()))) this.rows.existing(key, undefined);
    this.dispatcher.wake(id);
    // What is left after a crash is removed with what is older than its retention.
    await this.storage.targets.purge();
    return { name, removed: true };
  }

  async rotate(
    key: EndpointKey,
    { secret = newSecret(), graceSeconds = USUAL_GRACE_S }: RotateSecretDto,
  ): Promise<SecretEndpointDto> {
    const { id } = await this.rows.find(key);
    const until = graceSeconds > 0 ? this.clock.now() + graceSeconds * 1000 : null;
    const row = this.rows.existing(key, await this.storage.targets.rotate(id, secret, until));
    this.dispatcher.wake(id);
    return { ...this.shown(row), ...secretTexts(secret) };
  }

  private shown(row: TargetRow, warnings: string[] = []): EndpointDto {
    const usual = this.config.get('webhooks', { infer: true });
    const endpoint = EndpointDto.of(row, usual, this.clock.now());
    if (warnings.length > 0) endpoint.warnings = warnings;
    return endpoint;
  }
}

/** The secret as our own signature and as the libraries of Standard Webhooks take it. */
function secretTexts(secret: string): Pick<SecretEndpointDto, 'secret' | 'standardSecret'> {
  return { secret, standardSecret: `whsec_${Buffer.from(secret, 'utf8').toString('base64')}` };
}

function changeOf({ url, events, enabled, filter, ...others }: UpdateEndpointDto): TargetChange {
  const { order, headers, format, concurrency, timeoutMs } = others;
  return {
    webhookUrl: url,
    webhookEvents: events,
    webhookEnabled: enabled,
    filter: filter && filterOf(filter),
    order,
    headers,
    format,
    concurrency,
    timeoutMs,
  };
}

function filterOf({ chats, chatIds, fromMe, types }: EndpointFilterDto): EndpointFilter {
  return {
    ...(chats !== undefined && { chats }),
    ...(chatIds && { chatIds: [...new Set(chatIds.map((id) => parseDestination(id, 'filter.chatIds')))] }),
    ...(fromMe !== undefined && { fromMe }),
    ...(types && { types }),
  };
}

/** @throws ApiFault INVALID_REQUEST naming what cannot be changed */
function refuseEnvironment({ url, events, enabled }: UpdateEndpointDto): void {
  const faults: FieldFault[] = [];
  const refuse = (field: string, variable: string) =>
    faults.push({ field, reason: `comes from ${variable} in the environment of the server` });
  if (url !== undefined) refuse('url', 'WEBHOOK_URL');
  if (events !== undefined) refuse('events', 'WEBHOOK_EVENTS');
  if (enabled !== undefined) refuse('enabled', 'WEBHOOK_URL');
  if (faults.length > 0) throw invalidRequest(...faults);
}
