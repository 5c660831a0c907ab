import type { VNode } from 'preact';
import { getHealthUnderApiV1, getReadiness } from '../../../../packages/client/src/generated/sdk.gen.js';
import type { WebhookStatus } from '../../../../packages/client/src/generated/types.gen.js';
import { got, type Session } from '../api.js';
import { seesAll, useInstances } from '../choosers.js';
import { Endpoint, endpointsOf, GLOBAL } from '../endpoints.js';
import { type Loaded, useLoad } from '../hooks.js';
import { withQuery } from '../router.js';
import { t } from '../texts.js';
import { Badge, curlOf, Empty, Failure, Head, Link, Show, Time } from '../ui.js';
import { pathOf } from './instances.js';

/** Instances whose endpoints are looked at: each costs requests. */
const MOST = 25;
const EVERY_MS = 10_000;
/** To count deliveries costs the server more than the rest. */
const ENDPOINTS_EVERY_MS = 30_000;
const texts = t.overview;

interface Checked {
  endpoint: Endpoint;
  status: WebhookStatus;
}

/** The endpoints with a URL. */
async function checked(owners: readonly string[]): Promise<Checked[]> {
  const lists = await Promise.all(
    owners.map(async (owner) => {
      const endpoints = await endpointsOf(owner);
      return Promise.all(
        endpoints
          .filter(({ url }) => url !== null)
          .map(async ({ name }) => {
            const endpoint = new Endpoint(owner, name);
            return { endpoint, status: await endpoint.status() };
          }),
      );
    }),
  );
  return lists.flat();
}

function bytes(count: number): string {
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: 'gigabyte',
    maximumFractionDigits: 1,
  }).format(count / 1e9);
}

function span(seconds: number): string {
  const [unit, size] =
    seconds >= 86_400
      ? (['day', 86_400] as const)
      : seconds >= 3600
        ? (['hour', 3600] as const)
        : (['minute', 60] as const);
  return new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.floor(seconds / size),
  );
}

function needsAttention({ status: { state, counts } }: Checked): boolean {
  return state === 'held' || state === 'paused' || counts.parked > 0;
}

export function OverviewScreen({ session }: { session: Session }): VNode {
  const health = useLoad('health', () => got(getHealthUnderApiV1()), EVERY_MS);
  const ready = useLoad('ready', () => got(getReadiness()), EVERY_MS);
  const instances = useInstances(EVERY_MS);
  const asks = session.scopes.includes('webhooks:read');
  const ids = instances.data?.map(({ instanceId }) => instanceId).slice(0, MOST);
  const owners = asks && ids ? [...(seesAll(session) ? [GLOBAL] : []), ...ids] : undefined;
  const endpoints = useLoad(
    `checked ${owners?.join()}`,
    async () => (owners ? checked(owners) : undefined),
    owners && ENDPOINTS_EVERY_MS,
  );
  // What could not be read again may have changed.
  const known = endpoints.error === undefined ? endpoints.data : undefined;
  const waiting = (known ?? [])
    .filter(({ status }) => status.oldestPendingAt !== undefined)
    .sort((one, other) =>
      String(one.status.oldestPendingAt).localeCompare(String(other.status.oldestPendingAt)),
    );
  const [oldest] = waiting;
  return (
    <>
      <Head title={texts.title} />
      {ready.error !== undefined && (
        <Failure error={ready.error} title={texts.notReady} retry={() => void ready.reload()} />
      )}
      <Show from={health}>
        {({ version, uptimeSeconds, instances: { connected, total } }) => (
          <div class="tiles">
            <div class="tile">
              <span>{texts.connected}</span>
              <strong>{texts.ofTotal(connected, total)}</strong>
            </div>
            <div class="tile">
              <span>{texts.oldest}</span>
              {oldest ? (
                <strong>
                  <Link to={deliveriesOf(oldest.endpoint)}>
                    <Time at={oldest.status.oldestPendingAt} />
                  </Link>
                </strong>
              ) : (
                <strong>{known ? texts.nothingWaits : t.none}</strong>
              )}
            </div>
            <div class="tile">
              <span>{texts.disk}</span>
              <strong>
                {ready.data && ready.error === undefined ? bytes(ready.data.freeBytes) : t.none}
              </strong>
            </div>
            <div class="tile">
              <span>{texts.version}</span>
              <strong>{version}</strong>
              <small>{texts.up(span(uptimeSeconds))}</small>
            </div>
          </div>
        )}
      </Show>
      <Show from={instances}>
        {(all) => (
          <>
            {all.length === 0 && (
              <Empty
                title={texts.first}
                lead={texts.firstLead}
                curl={curlOf('POST', '/api/v1/instances', { instanceId: 'my-bot-1' })}
              />
            )}
            {(all.length > 0 || known?.some(needsAttention) || endpoints.error !== undefined) && (
              <Attention
                instances={all.filter(({ status }) => status !== 'connected')}
                allConnected={
                  all.length > 0 &&
                  instances.error === undefined &&
                  all.every(({ status }) => status === 'connected')
                }
                endpoints={asks ? endpoints : undefined}
                partial={all.length > MOST}
              />
            )}
          </>
        )}
      </Show>
    </>
  );
}

function deliveriesOf({ instanceId, name }: Endpoint): string {
  return withQuery('/deliveries', { instance: instanceId, endpoint: name });
}

interface AttentionProps {
  instances: readonly { instanceId: string; status: string }[];
  allConnected: boolean;
  /** undefined: the key may not read them. */
  endpoints: Loaded<Checked[] | undefined> | undefined;
  partial: boolean;
}

function Attention({ instances, allConnected, endpoints, partial }: AttentionProps): VNode {
  return (
    <section class="card">
      <h2>{texts.attention}</h2>
      {instances.length > 0 && (
        <ul class="list">
          {instances.map(({ instanceId, status }) => (
            <li key={instanceId}>
              <Link to={pathOf(instanceId)}>{instanceId}</Link>
              <Badge state={status} />
            </li>
          ))}
        </ul>
      )}
      {allConnected && <p>{texts.allConnected}</p>}
      {endpoints ? (
        <Show from={endpoints}>
          {(all) => (
            <Troubled endpoints={all?.filter(needsAttention) ?? []} failed={endpoints.error !== undefined} />
          )}
        </Show>
      ) : (
        <p>
          {texts.noEndpoints} {t.forbidden('webhooks:read')}
        </p>
      )}
      {partial && <small>{texts.checked(MOST)}</small>}
    </section>
  );
}

/** @param failed what is known of them may be over */
function Troubled({ endpoints, failed }: { endpoints: readonly Checked[]; failed: boolean }): VNode | null {
  if (endpoints.length === 0) return failed ? null : <p>{texts.noneFails}</p>;
  return (
    <ul class="list">
      {endpoints.map(({ endpoint, status }) => (
        <li key={endpoint.path}>
          <Link to={deliveriesOf(endpoint)}>
            {endpoint.instanceId === GLOBAL ? t.deliveries.global : endpoint.instanceId} / {endpoint.name}
          </Link>
          <Badge state={status.state} />
          <small>
            {texts.parked(status.counts.parked)}, {texts.pending(status.counts.pending)}
          </small>
        </li>
      ))}
    </ul>
  );
}
