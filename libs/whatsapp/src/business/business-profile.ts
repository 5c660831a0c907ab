import type { WASocket } from '@whiskeysockets/baileys';
import { Lane } from '#libs/observability';
import {
  type Business,
  type BusinessChange,
  businessChangeQuery,
  businessQuery,
  coverQuery,
  coverRemovalQuery,
  readBusiness,
} from '../codec/business.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault, withUnknownOutcome } from '../faults.js';
import { phoneJid, phoneOf } from '../wire/jids.js';
import { ask } from '../wire/query.js';
import type { BusinessUploads } from './business-uploads.js';

/** The account's own business profile. Changes by this server wait for each other. */
export class BusinessProfile {
  private readonly lane = new Lane();

  constructor(
    private readonly context: InstanceContext,
    private readonly uploads: BusinessUploads,
  ) {}

  /** Checks whether the profile can be changed now, before a file is fetched. @throws WhatsAppFault INSTANCE_NOT_CONNECTED */
  checkReady(): void {
    this.context.uplink.link();
  }

  /** @throws WhatsAppFault CONFLICT if the account is no business account; as `Uplink.ask` */
  async get(): Promise<Business> {
    const business = await this.context.uplink.ask((socket) => own(socket));
    if (business) return business;
    throw new WhatsAppFault('CONFLICT', 'the account is not a business account', {
      reason: 'not_a_business',
    });
  }

  /** @returns the profile as WhatsApp shows it now. @throws as {@link get} */
  async change(change: BusinessChange): Promise<Business> {
    return this.lane.run(async () => {
      await this.get();
      await this.context.uplink.ask((socket) => ask(socket, businessChangeQuery(change)));
      return this.readBack();
    });
  }

  /**
   * @param path path of an image
   * @returns the profile as WhatsApp shows it now
   * @throws as {@link get}; INVALID_REQUEST if the image cannot be read, MEDIA_FETCH_FAILED if it has too many pixels
   */
  async setCover(path: string): Promise<Business> {
    return this.lane.run(async () => {
      await this.get();
      const cover = await this.uploads.cover(path);
      await this.context.uplink.ask((socket) => ask(socket, coverQuery(cover)));
      return this.readBack();
    });
  }

  /** Succeeds even if there is no cover photo. @throws as {@link get} */
  async removeCover(): Promise<Business> {
    return this.lane.run(async () => {
      const before = await this.get();
      const { coverPhoto } = before;
      if (!coverPhoto) return before;
      await this.context.uplink.ask((socket) => ask(socket, coverRemovalQuery(coverPhoto.id)));
      return this.readBack();
    });
  }

  /** Reads the profile after a change, which WhatsApp has accepted. */
  private async readBack(): Promise<Business> {
    return this.get().catch((error: unknown) => {
      throw withUnknownOutcome(error);
    });
  }
}

async function own(socket: WASocket): Promise<Business | undefined> {
  const phone = phoneOf(socket.authState.creds.me?.id);
  if (phone === undefined) throw new Error('WhatsApp reported no phone number at login');
  return readBusiness(await ask(socket, businessQuery(phoneJid(phone))));
}
