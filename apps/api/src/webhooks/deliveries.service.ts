import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/observability';
import { GLOBAL_TARGET, isDeliveryId, Storage, type TargetRow } from '#libs/storage';
import { Dispatcher } from '#libs/webhooks';
import { WhatsApp } from '#libs/whatsapp';
import { cursorOf, positionIn } from '../http/cursor.js';
import { ApiFault } from '../http/fault.js';
import {
  DeliveriesPageDto,
  DeliveryDetailDto,
  DeliveryDto,
  type ReplayResultDto,
} from './dto/delivery.dto.js';
import { DeliveriesQuery, ReplayDto } from './dto/delivery.query.dto.js';
import { WebhookStatusDto } from './dto/webhook-status.dto.js';

/** Shows and controls the deliveries to the endpoint of an instance; without an instance id, to the global endpoint. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly storage: Storage,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  async status(instanceId?: string): Promise<WebhookStatusDto> {
    return this.statusOf(await this.target(instanceId));
  }

  async list(query: DeliveriesQuery, instanceId?: string): Promise<DeliveriesPageDto> {
    const before = query.cursor === undefined ? undefined : positionIn(query.cursor)[0];
    const { id } = await this.target(instanceId);
    const limit = DeliveriesQuery.size(query);
    const rows = await this.storage.deliveryLog.list(id, DeliveriesQuery.filter(query), {
      limit: limit + 1,
      before,
    });
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      deliveries: shown.map((row) => DeliveryDto.of(row)),
      ...(last && { nextCursor: cursorOf([last.position, 0]) }),
    };
  }

  /** @throws ApiFault DELIVERY_NOT_FOUND */
  async get(deliveryId: string, instanceId?: string): Promise<DeliveryDetailDto> {
    const { id } = await this.target(instanceId);
    const row = isDeliveryId(deliveryId) ? await this.storage.deliveryLog.find(id, deliveryId) : undefined;
    if (!row) throw notFound();
    return DeliveryDetailDto.of(row);
  }

  /** @throws ApiFault DELIVERY_NOT_FOUND */
  async redeliver(deliveryId: string, instanceId?: string): Promise<DeliveryDetailDto> {
    const { id } = await this.target(instanceId);
    if (!isDeliveryId(deliveryId)) throw notFound();
    if (!(await this.storage.deliveryLog.oneAgain(id, deliveryId, this.clock.now()))) throw notFound();
    this.dispatcher.wake(id);
    return this.get(deliveryId, instanceId);
  }

  async replay(which: ReplayDto, instanceId?: string): Promise<ReplayResultDto> {
    const { id } = await this.target(instanceId);
    const replayed = await this.storage.deliveryLog.again(id, ReplayDto.filter(which), this.clock.now());
    this.dispatcher.wake(id);
    return { replayed };
  }

  /** Pauses or resumes deliveries. After resuming, everything that waits is due immediately, also if the target was held. */
  async pause(paused: boolean, instanceId?: string): Promise<WebhookStatusDto> {
    const { id } = await this.target(instanceId);
    const target = await this.storage.deliveryLog.pause(id, paused, this.clock.now());
    if (!target) throw gone();
    this.dispatcher.wake(id);
    return this.statusOf(target);
  }

  private async statusOf(target: TargetRow): Promise<WebhookStatusDto> {
    const now = this.clock.now();
    return WebhookStatusDto.of(target, await this.storage.deliveryLog.backlog(target.id, now), now);
  }

  /** @throws WhatsAppFault INSTANCE_NOT_FOUND */
  private async target(instanceId: string | undefined): Promise<TargetRow> {
    const target =
      instanceId === undefined
        ? await this.storage.targets.find(GLOBAL_TARGET)
        : await this.storage.targets.ofInstance(this.whatsapp.instance(instanceId).uid);
    if (!target) throw gone();
    return target;
  }
}

function notFound(): ApiFault {
  return new ApiFault('DELIVERY_NOT_FOUND', 'no delivery to this endpoint has this id');
}

/** An instance can be deleted at any moment, and its target with it. */
function gone(): ApiFault {
  return new ApiFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
}
