import type { VNode } from 'preact';
import {
  answerInstancePasskey,
  getInstancePasskey,
  getInstanceQr,
  listInstances,
} from '../../../packages/client/src/generated/sdk.gen.js';
import { got, raw, Refused, type Session } from './api.js';
import { hrefOf } from './router.js';
import { type Linking, Phones } from './phones.js';
import { t } from './texts.js';

const EMULATOR = '/console/emulator';

/** The paths of the instances that have a status; first, the one that the page is about. */
async function those(wanted: string): Promise<{ instanceId: string }[]> {
  const instances = await got(listInstances());
  const shown = (id: string): boolean => location.pathname === hrefOf(`/instances/${encodeURIComponent(id)}`);
  return instances
    .filter(({ status }) => status === wanted)
    .map(({ instanceId }) => ({ instanceId }))
    .toSorted((one, other) => Number(shown(other.instanceId)) - Number(shown(one.instanceId)));
}

const linking: Linking = {
  codes: async () => {
    const waiting = await those('qr_required');
    return Promise.all(waiting.map(async (path) => (await got(getInstanceQr({ path }))).qr));
  },
  answer: async (sign) => {
    const [path] = await those('passkey_required');
    if (!path) throw new Refused(0, 'NO_REQUEST', t.phones.noRequest);
    const { request } = await got(getInstancePasskey({ path }));
    await got(answerInstancePasskey({ path, body: await sign(request) }));
  },
};

/** The phones, by way of the server: the policy of the pages allows requests to nobody else. */
export function Drawer({ session }: { session: Session }): VNode {
  return (
    <Phones
      call={(path, init = { method: 'GET' }) => raw(`${EMULATOR}${path}`, init, session.token)}
      base={EMULATOR}
      linking={linking}
    />
  );
}
