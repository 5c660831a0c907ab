import {
  createEndpoint,
  createGlobalEndpoint,
  getEndpointDelivery,
  getEndpointStatus,
  getGlobalEndpointDelivery,
  getGlobalEndpointStatus,
  listEndpointDeliveries,
  listEndpoints,
  listGlobalEndpointDeliveries,
  listGlobalEndpoints,
  pauseEndpoint,
  pauseGlobalEndpoint,
  redeliverEndpoint,
  redeliverGlobalEndpoint,
  removeEndpoint,
  removeGlobalEndpoint,
  replayEndpointDeliveries,
  replayGlobalEndpointDeliveries,
  resumeEndpoint,
  resumeGlobalEndpoint,
  rotateEndpointSecret,
  rotateGlobalEndpointSecret,
  testEndpoint,
  testGlobalEndpoint,
} from '../../../packages/client/src/generated/sdk.gen.js';
import type {
  CreateEndpoint,
  DeliveriesPage,
  DeliveryDetail,
  Endpoint as EndpointSettings,
  ListEndpointDeliveriesData,
  Replay,
  ReplayResult,
  WebhookStatus,
  WebhookTest,
} from '../../../packages/client/src/generated/types.gen.js';
import { got } from './api.js';
import type { EventName } from './event-names.js';

/** Stands for an instance where endpoints are global. It is no id of an instance. */
export const GLOBAL = '*';

/** The name of the endpoint that exists from the beginning. */
export const DEFAULT = 'default';

export type DeliveriesQuery = NonNullable<ListEndpointDeliveriesData['query']>;

/** The endpoints of an instance, or the global ones. */
export async function endpointsOf(instanceId: string): Promise<EndpointSettings[]> {
  return instanceId === GLOBAL ? got(listGlobalEndpoints()) : got(listEndpoints({ path: { instanceId } }));
}

export async function newEndpoint(instanceId: string, body: CreateEndpoint): Promise<{ secret: string }> {
  return instanceId === GLOBAL
    ? got(createGlobalEndpoint({ body }))
    : got(createEndpoint({ path: { instanceId }, body }));
}

/** An endpoint, whether of an instance or global. */
export class Endpoint {
  private readonly global: { endpointName: string };
  private readonly own: { instanceId: string; endpointName: string };

  /** @param instanceId {@link GLOBAL}: the endpoint is global */
  constructor(
    readonly instanceId: string,
    readonly name: string,
  ) {
    this.global = { endpointName: name };
    this.own = { instanceId, endpointName: name };
  }

  /** Path of its operations in the API. */
  get path(): string {
    const owner = this.instanceId === GLOBAL ? '' : `/instances/${encodeURIComponent(this.instanceId)}`;
    return `/api/v1${owner}/webhooks/${encodeURIComponent(this.name)}`;
  }

  async status(): Promise<WebhookStatus> {
    return this.isGlobal
      ? got(getGlobalEndpointStatus({ path: this.global }))
      : got(getEndpointStatus({ path: this.own }));
  }

  async deliveries(query: DeliveriesQuery): Promise<DeliveriesPage> {
    return this.isGlobal
      ? got(listGlobalEndpointDeliveries({ path: this.global, query }))
      : got(listEndpointDeliveries({ path: this.own, query }));
  }

  async delivery(deliveryId: string): Promise<DeliveryDetail> {
    return this.isGlobal
      ? got(getGlobalEndpointDelivery({ path: { ...this.global, deliveryId } }))
      : got(getEndpointDelivery({ path: { ...this.own, deliveryId } }));
  }

  async again(deliveryId: string): Promise<DeliveryDetail> {
    return this.isGlobal
      ? got(redeliverGlobalEndpoint({ path: { ...this.global, deliveryId } }))
      : got(redeliverEndpoint({ path: { ...this.own, deliveryId } }));
  }

  async replay(body: Replay): Promise<ReplayResult> {
    return this.isGlobal
      ? got(replayGlobalEndpointDeliveries({ path: this.global, body }))
      : got(replayEndpointDeliveries({ path: this.own, body }));
  }

  async pause(): Promise<WebhookStatus> {
    return this.isGlobal
      ? got(pauseGlobalEndpoint({ path: this.global }))
      : got(pauseEndpoint({ path: this.own }));
  }

  async resume(): Promise<WebhookStatus> {
    return this.isGlobal
      ? got(resumeGlobalEndpoint({ path: this.global }))
      : got(resumeEndpoint({ path: this.own }));
  }

  /** Sends an example of an event; `test` is one, too. */
  async test(event: EventName): Promise<WebhookTest> {
    const body = { event };
    return this.isGlobal
      ? got(testGlobalEndpoint({ path: this.global, body }))
      : got(testEndpoint({ path: this.own, body }));
  }

  async rotate(): Promise<{ secret: string }> {
    return this.isGlobal
      ? got(rotateGlobalEndpointSecret({ path: this.global }))
      : got(rotateEndpointSecret({ path: this.own }));
  }

  async remove(): Promise<unknown> {
    return this.isGlobal
      ? got(removeGlobalEndpoint({ path: this.global }))
      : got(removeEndpoint({ path: this.own }));
  }

  private get isGlobal(): boolean {
    return this.instanceId === GLOBAL;
  }
}
