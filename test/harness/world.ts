import { connectInstance, createInstance, getInstanceStatus, sendText } from '../client/generated/index.js';
import { Emulator } from './emulator.js';
import { Receiver } from './receiver.js';
import { ApiServer } from './server.js';
import { eventually } from './waiting.js';

/** An emulator, a server that talks to it, and somebody who receives its webhooks. */
export class World {
  private constructor(
    readonly emulator: Emulator,
    readonly api: ApiServer,
    readonly receiver: Receiver,
  ) {}

  /**
   * @param env more variables for the server
   * @param preload a module that is loaded before it
   */
  static async start(env: Record<string, string> = {}, preload?: string): Promise<World> {
    const [emulator, receiver] = await Promise.all([Emulator.start(), Receiver.start()]);
    try {
      const api = await ApiServer.start({ WHATSAPP_EMULATOR_URL: emulator.url, ...env }, preload);
      return new World(emulator, api, receiver);
    } catch (error) {
      await Promise.all([emulator.stop(), receiver.stop()]);
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.api.stop();
    await this.receiver.stop();
    await this.emulator.stop();
  }

  /** Creates an instance whose webhooks come to us. */
  async create(instanceId: string): Promise<void> {
    const { client } = this.api;
    await createInstance({
      client,
      throwOnError: true,
      body: { instanceId, webhookUrl: this.receiver.url },
    });
  }

  /** Creates an instance and links it to a phone, over HTTP alone. */
  async link(instanceId: string, phone: string): Promise<void> {
    await this.create(instanceId);
    await this.pair(instanceId, phone);
  }

  /** Connects an instance, scans the QR code of its webhook, and waits until it is ready. */
  async pair(instanceId: string, phone: string): Promise<void> {
    const { client } = this.api;
    const from = this.receiver.mark;
    await connectInstance({ client, throwOnError: true, path: { instanceId } });
    const qr = await this.receiver.event('qr', (arrival) => arrival.instanceId === instanceId, { from });
    await this.emulator.scan(phone, String(qr.data['qr']));
    await this.receiver.event('ready', (arrival) => arrival.instanceId === instanceId, { from });
  }

  async status(instanceId: string) {
    const { data } = await getInstanceStatus({
      client: this.api.client,
      throwOnError: true,
      path: { instanceId },
    });
    return data.data;
  }

  /** Waits until the instance has a status. */
  async reaches(instanceId: string, status: string, ms = 20_000): Promise<void> {
    await eventually(
      () => this.status(instanceId).catch(() => undefined),
      (now) => now?.status === status,
      `${instanceId} to be ${status}`,
      ms,
    );
  }

  /** Sends a text; resolves with status code and body, whatever they are. */
  async text(
    instanceId: string,
    body: { to: string; text: string; quotedMessageId?: string; mentions?: string[] },
  ) {
    const { response, data, error } = await sendText({ client: this.api.client, path: { instanceId }, body });
    return { code: response?.status, data: data?.data, error };
  }
}
