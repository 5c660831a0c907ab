import {
  connectInstance,
  createInstance,
  getInstanceQr,
  getInstanceStatus,
} from '../../packages/client/src/generated/index.js';
import type { Emulator } from '../harness/emulator.js';
import type { ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';

const PATIENCE_MS = 120_000;

/** Creates an instance, with a receiver for its messages alone or none, and links it to a phone. */
export async function link(
  emulator: Emulator,
  api: ApiServer,
  { instanceId, phone, webhookUrl }: { instanceId: string; phone: string; webhookUrl?: string },
): Promise<void> {
  const { client } = api;
  const path = { instanceId };
  await createInstance({
    client,
    throwOnError: true,
    body: { instanceId, webhookUrl, webhookEvents: ['message'] },
  });
  await connectInstance({ client, throwOnError: true, path });
  const answer = await eventually(
    () => getInstanceQr({ client, path }),
    ({ data }) => data !== undefined,
    `the QR code of ${instanceId}`,
    PATIENCE_MS,
  );
  await emulator.scan(phone, String(answer.data?.data.qr));
  await isConnected(api, instanceId);
}

export async function isConnected({ client }: ApiServer, instanceId: string): Promise<void> {
  await eventually(
    async () => (await getInstanceStatus({ client, path: { instanceId } })).data?.data.status,
    (status) => status === 'connected',
    `${instanceId} to be connected`,
    PATIENCE_MS,
  );
}
