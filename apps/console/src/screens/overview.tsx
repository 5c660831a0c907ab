import type { VNode } from 'preact';
import { getApiHealth, getReadiness } from '../../../../test/client/generated/sdk.gen.js';
import type { EndpointDto, WebhookStatusDto } from '../../../../test/client/generated/types.gen.js';
import { got } from '../api.js';
import { useInstances } from '../choosers.js';
import { Endpoint, endpointsOf, GLOBAL } from '../endpoints.js';
import { useLoad } from '../hooks.js';
import { withQuery } from '../router.js';
import { t } from '../texts.js';
import { Badge, curlOf, Empty, Head, Link, Show, Time } from '../ui.js';
import { pathOf } from './instances.js';

/** Instances whose endpoints are looked at: each costs requests. */
const MOST = 25;
const EVERY_MS = 10_000;
/** To count deliveries costs the server more than the rest. */
const ENDPOINTS_EVERY_MS = 30_000;
const texts = t.overview;

interface Checked {
  endpoint: Endpoint;
  status: WebhookStatusDto;
}

/** The endpoints of instances, and the global ones, as far as the key may see them. */
async function checked(instances: readonly string[]): Promise<Checked[]> {
  const owners = [GLOBAL, ...instances.slice(0, MOST)];
  const lists = await Promise.all(
    owners.map(async (owner) => {
      const endpoints = await endpointsOf(owner).catch((): EndpointDto[] => []);
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

export function OverviewScreen(): VNode {
  const health = useLoad('health', () => got(getApiHealth()), EVERY_MS);
  const ready = useLoad('ready', () => got(getReadiness()), EVERY_MS);
  const instances = useInstances(EVERY_MS);
  const ids = instances.data?.map(({ instanceId }) => instanceId);
  const endpoints = useLoad(`checked ${ids?.join()}`, () => checked(ids ?? []), ENDPOINTS_EVERY_MS);
  const waiting = (endpoints.data ?? [])
    .filter(({ status }) => status.oldestPendingAt !== undefined)
    .sort((one, other) =>
      String(one.status.oldestPendingAt).localeCompare(String(other.status.oldestPendingAt)),
    );
  const [oldest] = waiting;
  return (
    <>
      <Head title={texts.title} />
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
                <strong>{texts.nothingWaits}</strong>
              )}
            </div>
            <div class="tile">
              <span>{texts.disk}</span>
              <strong>{ready.data ? bytes(ready.data.freeBytes) : t.none}</strong>
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
        {(all) =>
          all.length === 0 ? (
            <Empty
              title={texts.first}
              lead={texts.firstLead}
              curl={curlOf('POST', '/api/v1/instances', { instanceId: 'my-bot-1' })}
            />
          ) : (
            <Attention
              instances={all.filter(({ status }) => status !== 'connected')}
              endpoints={(endpoints.data ?? []).filter(
                ({ status }) =>
                  status.state === 'held' || status.counts.parked > 0 || status.state === 'paused',
              )}
              partial={all.length > MOST}
            />
          )
        }
      </Show>
    </>
  );
}

function deliveriesOf({ instanceId, name }: Endpoint): string {
  return withQuery('/deliveries', { instance: instanceId, endpoint: name });
}

interface AttentionProps {
  instances: readonly { instanceId: string; status: string }[];
  endpoints: readonly Checked[];
  partial: boolean;
}

function Attention({ instances, endpoints, partial }: AttentionProps): VNode {
  return (
    <section class="card">
      <h2>{texts.attention}</h2>
      {instances.length + endpoints.length === 0 && <p>{texts.allWell}</p>}
      <ul class="list">
        {instances.map(({ instanceId, status }) => (
          <li key={instanceId}>
            <Link to={pathOf(instanceId)}>{instanceId}</Link>
            <Badge state={status} />
          </li>
        ))}
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
      {partial && <small>{texts.checked(MOST)}</small>}
    </section>
  );
}
