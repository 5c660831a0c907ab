import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/observability';
import { isDeliveryId, Storage, type TargetRow } from '#libs/storage';
import { Dispatcher } from '#libs/webhooks';
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
import { type EndpointKey, EndpointRows } from './endpoint-rows.js';

/** Shows and controls the deliveries to an endpoint. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly rows: EndpointRows,
    private readonly storage: Storage,
    private readonly dispatcher: Dispatcher,
    private readonly clock: Clock,
  ) {}

  async status(key: EndpointKey): Promise<WebhookStatusDto> {
    return this.statusOf(await this.rows.find(key));
  }

  async list(query: DeliveriesQuery, key: EndpointKey): Promise<DeliveriesPageDto> {
    const before = query.cursor === undefined ? undefined : positionIn(query.cursor)[0];
    const { id } = await this.rows.find(key);
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
  async get(deliveryId: string, key: EndpointKey): Promise<DeliveryDetailDto> {
    const { id } = await this.rows.find(key);
    const row = isDeliveryId(deliveryId) ? await this.storage.deliveryLog.find(id, deliveryId) : undefined;
    if (!row) throw notFound();
    return DeliveryDetailDto.of(row);
  }

  /** @throws ApiFault DELIVERY_NOT_FOUND */
  async redeliver(deliveryId: string, key: EndpointKey): Promise<DeliveryDetailDto> {
    const { id } = await this.rows.find(key);
    if (!isDeliveryId(deliveryId)) throw notFound();
    if (!(await this.storage.deliveryLog.oneAgain(id, deliveryId, this.clock.now()))) throw notFound();
    this.dispatcher.wake(id);
    return this.get(deliveryId, key);
  }

  async replay(which: ReplayDto, key: EndpointKey): Promise<ReplayResultDto> {
    const { id } = await this.rows.find(key);
    const filter = ReplayDto.filter(which);
    if (which.dryRun === true) {
      return { replayed: 0, matched: await this.storage.deliveryLog.count(id, filter) };
    }
    const replayed = await this.storage.deliveryLog.again(id, filter, this.clock.now());
    this.dispatcher.wake(id);
    return { replayed, matched: replayed };
  }

  /** Pauses deliveries: those of events from now on wait, too. */
  async pause(key: EndpointKey, reason?: string): Promise<WebhookStatusDto> {
    const { id } = await this.rows.find(key);
    return this.steered(key, await this.storage.deliveryLog.pause(id, this.clock.now(), reason));
  }

  /** Resumes deliveries. Everything that waits is due immediately, also if the endpoint was held. */
  async resume(key: EndpointKey): Promise<WebhookStatusDto> {
    const { id } = await this.rows.find(key);
    return this.steered(key, await this.storage.deliveryLog.resume(id, this.clock.now()));
  }

  private async steered(key: EndpointKey, row: TargetRow | undefined): Promise<WebhookStatusDto> {
    const { id } = this.rows.existing(key, row);
    this.dispatcher.wake(id);
    return this.statusOf(await this.rows.find(key));
  }

  private async statusOf(target: TargetRow): Promise<WebhookStatusDto> {
    const now = this.clock.now();
    return WebhookStatusDto.of(target, await this.storage.deliveryLog.backlog(target.id, now), now);
  }
}

function notFound(): ApiFault {
  return new ApiFault('DELIVERY_NOT_FOUND', 'no delivery to this endpoint has this id');
}
