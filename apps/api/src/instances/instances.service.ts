import { Injectable } from '@nestjs/common';
import { DEFAULT_EVENTS } from '#libs/events';
import type { TargetChange } from '#libs/storage';
import { type CallSettings, type InstanceView, WhatsApp } from '#libs/whatsapp';
import { mayUse, type Principal } from '../access/principal.js';
import { missingScope } from '../http/door.js';
import { ApiFault, invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import { WebhooksService } from '../webhooks/webhooks.service.js';
import type { CreateInstanceDto, UpdateInstanceDto } from './dto/create-instance.dto.js';
import type { InstanceDto, RemovedInstanceDto } from './dto/instance.dto.js';
import type { ListInstancesQuery } from './dto/list-instances.query.dto.js';
import type { RemoveInstanceQuery } from './dto/remove-instance.query.dto.js';
import { matches } from '../common/metadata.field.js';
import { iso } from '../common/times.js';

/** Instances with their webhook configurations. */
@Injectable()
export class InstancesService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly webhooks: WebhooksService,
    private readonly idempotency: Idempotency,
  ) {}

  /** After a crash, an instance that is younger than the idempotency key is the one that the request created. */
  async create(caller: Principal, call: KeyedRequest, body: CreateInstanceDto): Promise<InstanceDto> {
    if (!mayUse(caller, body.instanceId))
      throw new ApiFault('FORBIDDEN', 'the key is not for an instance with this id', {
        instances: [...(caller.instances ?? [])],
      });
    // Whoever sets where events go can read them.
    if (typeof body.webhookUrl === 'string' && !caller.scopes.has('webhooks:write'))
      throw missingScope('webhooks:write');
    const asked: Asked<InstanceDto> = {
      scope: 'server',
      request: body,
      recover: async ({ created_at }) => {
        const all = await this.whatsapp.list();
        const made = all.find(({ instanceId }) => instanceId === body.instanceId);
        // Any server may have it.
        return made && made.createdAt >= created_at
          ? instance(made, await this.webhooks.target(made.instanceId))
          : undefined;
      },
    };
    return shownTo(caller, await this.idempotency.once(call, asked, () => this.createNew(body)));
  }

  private async createNew({
    instanceId,
    webhookUrl = null,
    webhookEvents,
    webhookEnabled = true,
    sendRatePerMinute: sendRate = null,
    phone = null,
    metadata,
    autoRead,
    proxy,
    typing,
  }: CreateInstanceDto): Promise<InstanceDto> {
    const warnings = this.webhooks.judge(webhookUrl);
    const target = { webhookUrl, webhookEvents: webhookEvents ?? null, webhookEnabled };
    const view = await this.whatsapp.create(instanceId, target, {
      sendRate,
      phone,
      metadata,
      autoRead,
      proxy,
      typing,
    });
    const created = instance(view, target);
    if (warnings.length > 0) created.warnings = warnings;
    return created;
  }

  async list(caller: Principal, { metadata }: ListInstancesQuery): Promise<InstanceDto[]> {
    const all = await this.whatsapp.list();
    const views = all.filter((view) => mayUse(caller, view.instanceId) && matches(view.metadata, metadata));
    const targets = await this.webhooks.targets();
    return views.flatMap((view) => {
      const target = targets.get(view.instanceId);
      return target ? [shownTo(caller, instance(view, target))] : [];
    });
  }

  async get(caller: Principal, instanceId: string): Promise<InstanceDto> {
    return shownTo(caller, await this.whole(instanceId));
  }

  private async whole(instanceId: string): Promise<InstanceDto> {
    return instance(await this.whatsapp.instance(instanceId).view(), await this.webhooks.target(instanceId));
  }

  async update(
    caller: Principal,
    instanceId: string,
    { sendRatePerMinute, metadata, autoRead, proxy, typing, ...calls }: UpdateInstanceDto,
  ): Promise<InstanceDto> {
    const change = given(calls);
    const others = [sendRatePerMinute, metadata, autoRead, proxy, typing];
    if (others.every((each) => each === undefined) && Object.keys(change).length === 0)
      throw invalidRequest({ field: 'body', reason: 'must contain at least one setting' });
    const changed = this.whatsapp.instance(instanceId);
    if (sendRatePerMinute !== undefined) await changed.setPace(sendRatePerMinute);
    if (metadata !== undefined) await changed.setMetadata(metadata);
    if (autoRead !== undefined) await changed.autoRead.configure(autoRead);
    if (typing !== undefined) await changed.typing.configure(typing);
    await changed.calls.configure(change);
    if (proxy !== undefined) await changed.setProxy(proxy);
    return this.get(caller, instanceId);
  }

  async remove(instanceId: string, { logout }: RemoveInstanceQuery): Promise<RemovedInstanceDto> {
    await this.whatsapp.remove(instanceId, { logout: logout === 'true' });
    return { instanceId, deleted: true };
  }
}

/** An instance as a caller may see it: URLs often hold tokens, so that they are only for those who may see endpoints. */
function shownTo({ scopes }: Principal, { webhookUrl, ...others }: InstanceDto): InstanceDto {
  return scopes.has('webhooks:read') ? { webhookUrl, ...others } : others;
}

function instance(
  view: InstanceView,
  target: Required<Pick<TargetChange, 'webhookUrl' | 'webhookEvents' | 'webhookEnabled'>>,
): InstanceDto {
  return {
    instanceId: view.instanceId,
    status: view.status,
    sessionPath: view.sessionPath,
    webhookUrl: target.webhookUrl,
    webhookEvents: target.webhookEvents ?? DEFAULT_EVENTS,
    webhookEnabled: target.webhookEnabled,
    createdAt: iso(view.createdAt),
    lastActivity: iso(view.lastActivity),
    sendRatePerMinute: view.sendRatePerMinute,
    phone: view.phone,
    ...view.calls,
    metadata: view.metadata,
    autoRead: view.autoRead,
    proxy: view.proxy,
    typing: view.typing,
  };
}

/** The settings that a request contains. */
function given({
  rejectCalls,
  rejectCallsText,
  rejectCallsExcept,
}: Omit<
  UpdateInstanceDto,
  'sendRatePerMinute' | 'metadata' | 'autoRead' | 'proxy' | 'typing'
>): Partial<CallSettings> {
  return {
    ...(rejectCalls !== undefined && { rejectCalls }),
    ...(rejectCallsText !== undefined && { rejectCallsText }),
    ...(rejectCallsExcept !== undefined && { rejectCallsExcept }),
  };
}
