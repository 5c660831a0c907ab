import { Injectable } from '@nestjs/common';
import { DEFAULT_ENDPOINT, type EndpointOwner, Storage, type TargetRow } from '#libs/storage';
import { WhatsApp } from '#libs/whatsapp';
import { ApiFault } from '../http/fault.js';

/** Names an endpoint of an instance or, without `instanceId`, a global one; without `endpointName`, the one called `default`. */
export interface EndpointKey {
  instanceId?: string;
  endpointName?: string;
}

/** Finds the rows of endpoints. */
@Injectable()
export class EndpointRows {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly storage: Storage,
  ) {}

  /** @throws WhatsAppFault INSTANCE_NOT_FOUND */
  async owner({ instanceId }: EndpointKey): Promise<EndpointOwner> {
    return instanceId === undefined ? null : (await this.whatsapp.stored(instanceId)).uid;
  }

  /** @throws WhatsAppFault INSTANCE_NOT_FOUND @throws ApiFault ENDPOINT_NOT_FOUND */
  async find(key: EndpointKey): Promise<TargetRow> {
    const { endpointName = DEFAULT_ENDPOINT } = key;
    const owner = await this.owner(key);
    return this.existing(key, await this.storage.targets.named(owner, endpointName));
  }

  /** An instance can be deleted at any moment, and its endpoints with it; an endpoint can be removed. */
  existing({ endpointName = DEFAULT_ENDPOINT }: EndpointKey, row: TargetRow | undefined): TargetRow {
    if (row) return row;
    if (endpointName === DEFAULT_ENDPOINT)
      throw new ApiFault('INSTANCE_NOT_FOUND', 'the instance does not exist');
    throw new ApiFault('ENDPOINT_NOT_FOUND', 'there is no webhook endpoint with this name');
  }
}
