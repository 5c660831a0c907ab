import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type {
  DeliveryDetail,
  Delivery,
  WebhookStatus,
} from '../../../../packages/client/src/generated/types.gen.js';
import type { Session } from '../api.js';
import { chosenInstance, InstanceChoice, seesAll, useInstances } from '../choosers.js';
import { DEFAULT, type DeliveriesQuery, Endpoint, endpointsOf, GLOBAL } from '../endpoints.js';
import { EVENT_NAMES, isEventName } from '../event-names.js';
import { useLoad } from '../hooks.js';
import { changeQuery, type Place } from '../router.js';
import { t } from '../texts.js';
import {
  Act,
  Badge,
  Cell,
  Code,
  Copy,
  curlOf,
  Dialog,
  Empty,
  Facts,
  Field,
  Head,
  More,
  Json,
  NotDone,
  Show,
  Table,
  TextFilter,
  Time,
  useAction,
} from '../ui.js';

const STATES = ['pending', 'delivered', 'parked'] as const;
type State = (typeof STATES)[number];
const EVERY_MS = 4000;
const PER_PAGE = 50;

function isState(text: string | null): text is State {
  return STATES.some((state) => state === text);
}

/** A time as a field of the page has it, in the time zone of the browser, or as the address has it, as the API takes it. */
function instant(text: string | null): string | undefined {
  const at = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

/** A time as a field of the page has it. */
function localOf(text: string): string {
  const at = Date.parse(text);
  if (Number.isNaN(at)) return '';
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The filters of the address that mean nothing, as `event=massage`. */
function unknownIn({ query }: Place): string[] {
  const known = {
    state: isState,
    event: (text: string) => isEventName(text),
    from: (text: string) => instant(text) !== undefined,
    to: (text: string) => instant(text) !== undefined,
  };
  return Object.entries(known).flatMap(([name, isKnown]) => {
    const text = query.get(name);
    return text && !isKnown(text) ? [`${name}=${text}`] : [];
  });
}

function filterOf({ query }: Place): DeliveriesQuery {
  const state = query.get('state');
  const event = query.get('event') ?? '';
  const chatId = query.get('chat') ?? '';
  const from = instant(query.get('from'));
  const to = instant(query.get('to'));
  return {
    ...(isState(state) && { state }),
    ...(isEventName(event) && { event }),
    ...(chatId !== '' && { chatId }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

export function DeliveriesScreen({ place, session }: { place: Place; session: Session }): VNode {
  const instances = useInstances();
  return (
    <>
      <Head title={t.deliveries.title} lead={t.deliveries.lead} />
      <Show from={instances}>
        {(all) => {
          const instanceId = chosenInstance(place.query.get('instance'), all) || GLOBAL;
          const name = place.query.get('endpoint') ?? DEFAULT;
          return (
            <>
              <div class="filters">
                <InstanceChoice
                  value={instanceId}
                  instances={all}
                  global={seesAll(session)}
                  onChange={(instance) =>
                    changeQuery(place, { instance, endpoint: undefined, delivery: undefined })
                  }
                />
                <EndpointChoice instanceId={instanceId} value={name} place={place} />
              </div>
              <OfEndpoint
                key={`${instanceId}/${name}`}
                instanceId={instanceId}
                name={name}
                place={place}
                session={session}
              />
            </>
          );
        }}
      </Show>
    </>
  );
}

function EndpointChoice({
  instanceId,
  value,
  place,
}: {
  instanceId: string;
  value: string;
  place: Place;
}): VNode {
  const { data = [] } = useLoad(`endpoints ${instanceId}`, () => endpointsOf(instanceId));
  const names = [...new Set([...data.map(({ name }) => name), value])];
  return (
    <Field label={t.deliveries.endpoint}>
      {(id) => (
        <select
          id={id}
          value={value}
          onChange={({ currentTarget }) =>
            changeQuery(place, { endpoint: currentTarget.value, delivery: undefined })
          }
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface OfEndpointProps {
  instanceId: string;
  name: string;
  place: Place;
  session: Session;
}

function OfEndpoint({ instanceId, name, place, session }: OfEndpointProps): VNode {
  const endpoint = new Endpoint(instanceId, name);
  const filter = filterOf(place);
  const [pages, setPages] = useState(1);
  const key = JSON.stringify([endpoint.path, filter]);
  useEffect(() => setPages(1), [key]);
  const status = useLoad(`status ${endpoint.path}`, () => endpoint.status(), EVERY_MS);
  const list = useLoad(`${key} ${pages}`, () => pagesOf(endpoint, filter, pages), EVERY_MS);
  // The list stays in view while more of it is read.
  const [shown, setShown] = useState(list.data);
  useEffect(() => {
    if (list.data) setShown(list.data);
  }, [list.data]);
  const reload = async (): Promise<void> => {
    await Promise.all([status.reload(), list.reload()]);
  };
  const unknown = unknownIn(place);
  const filtered = Object.keys(filter).length > 0;
  const delivery = place.query.get('delivery');
  const data = list.data ?? (list.error === undefined && pages > 1 ? shown : undefined);
  return (
    <>
      <Show from={status}>
        {(now) => (
          <Summary status={now} endpoint={endpoint} session={session} place={place} reload={reload} />
        )}
      </Show>
      <Filters place={place} />
      {unknown.length > 0 && (
        <p class="notice warn" role="status">
          {t.deliveries.unknown(unknown.join(', '))}
        </p>
      )}
      <Show from={{ ...list, data }}>
        {({ deliveries, more }) =>
          deliveries.length === 0 ? (
            filtered ? (
              <Empty title={t.deliveries.emptyFiltered} />
            ) : (
              <Empty
                title={t.deliveries.emptyTitle}
                lead={t.deliveries.emptyLead}
                curl={curlOf('POST', `${endpoint.path}/test`)}
              />
            )
          ) : (
            <>
              <List deliveries={deliveries} place={place} />
              {more && <More onMore={() => setPages(pages + 1)} />}
            </>
          )
        }
      </Show>
      {delivery && (
        <Detail
          key={delivery}
          endpoint={endpoint}
          id={delivery}
          session={session}
          onChange={reload}
          onClose={() => changeQuery(place, { delivery: undefined })}
        />
      )}
    </>
  );
}

async function pagesOf(
  endpoint: Endpoint,
  filter: DeliveriesQuery,
  count: number,
): Promise<{ deliveries: Delivery[]; more: boolean }> {
  const deliveries: Delivery[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < count; page += 1) {
    const next = await endpoint.deliveries({ ...filter, limit: PER_PAGE, ...(cursor && { cursor }) });
    deliveries.push(...next.deliveries);
    cursor = next.nextCursor;
    if (cursor === undefined) break;
  }
  return { deliveries, more: cursor !== undefined };
}

interface SummaryProps {
  status: WebhookStatus;
  endpoint: Endpoint;
  session: Session;
  place: Place;
  reload: () => Promise<void>;
}

/** How the endpoint is, and what can be done about it. */
function Summary({ status, endpoint, session, place, reload }: SummaryProps): VNode {
  const { state, counts, recent } = status;
  const steers = session.scopes.includes('webhooks:write');
  const resumes = state === 'paused' || state === 'held';
  return (
    <section class="summary" aria-label={t.deliveries.endpoint}>
      {state === 'held' && (
        <div class="notice bad" role="status">
          <strong>{t.deliveries.held.title}</strong>
          <p>{t.deliveries.held.why(inWords(status.heldReason))}</p>
          <p>
            {t.deliveries.held.since}: <Time at={status.heldSince} /> (<Time at={status.heldSince} full />)
          </p>
        </div>
      )}
      {state === 'paused' && (
        <div class="notice warn" role="status">
          <strong>{t.deliveries.paused.title}</strong>
          <p>{t.deliveries.paused.lead}</p>
          {status.pausedReason && <p>{t.deliveries.paused.why(status.pausedReason)}</p>}
          <p>
            {t.deliveries.paused.since}: <Time at={status.pausedSince} />
          </p>
        </div>
      )}
      {state === 'off' && (
        <div class="notice" role="status">
          <strong>{t.deliveries.off.title}</strong>
          <p>{t.deliveries.off.lead}</p>
        </div>
      )}
      <div class="tiles">
        {(['pending', 'delivered', 'parked'] as const).map((each) => (
          <div key={each} class={`tile ${each === 'parked' && counts.parked > 0 ? 'bad' : ''}`}>
            <span>{t.deliveries.counts[each]}</span>
            <strong data-count={each}>{counts[each]}</strong>
            {each === 'pending' && status.oldestPendingAt && (
              <small>
                <Time at={status.oldestPendingAt} />
              </small>
            )}
          </div>
        ))}
        <div class="tile">
          <span>{t.deliveries.success}</span>
          <strong>
            {recent.successRate === undefined ? t.none : `${Math.round(recent.successRate * 1000) / 10} %`}
          </strong>
          <small>{t.deliveries.ofLatest(recent.attempts)}</small>
        </div>
        <div class="tile">
          <span>{t.deliveries.latency}</span>
          <strong>{recent.latencyMs ? t.deliveries.ms(recent.latencyMs.p50) : t.none}</strong>
          {recent.latencyMs && <small>p99 {t.deliveries.ms(recent.latencyMs.p99)}</small>}
        </div>
      </div>
      <div class="actions line">
        <Badge state={state} />
        <span class="url mono">{status.webhookUrl ?? t.endpoints.noUrl}</span>
        <span class="spring" />
        {steers && resumes && (
          <Act
            label={t.deliveries.resume}
            ask={t.deliveries.resumeAsk}
            will={t.deliveries.resumeWill}
            primary
            act={async () => endpoint.resume().then(reload)}
          />
        )}
        {steers && state !== 'paused' && state !== 'off' && (
          <Act
            label={t.deliveries.pause}
            ask={t.deliveries.pauseAsk}
            will={t.deliveries.pauseWill}
            act={async () => endpoint.pause().then(reload)}
          />
        )}
        {session.scopes.includes('webhooks:replay') && (
          <Replay endpoint={endpoint} place={place} reload={reload} />
        )}
      </div>
    </section>
  );
}

/** An error word of the server, with what it means. */
function inWords(error: string | undefined): string {
  if (error === undefined) return t.none;
  const meaning = t.errors[error];
  return meaning === undefined ? error : `${error} (${meaning})`;
}

/** Sends several deliveries again, after it has said how many. */
function Replay({
  endpoint,
  place,
  reload,
}: {
  endpoint: Endpoint;
  place: Place;
  reload: () => Promise<void>;
}): VNode {
  const [open, setOpen] = useState(false);
  const { event, chatId, from, to, state } = filterOf(place);
  const [states, setStates] = useState<State[]>([]);
  const chosen = states.length > 0 ? states : [state ?? 'parked'];
  const body = {
    states: chosen,
    ...(event && { events: [event] }),
    ...(chatId && { chatId }),
    ...(from && { from }),
    ...(to && { to }),
  };
  const toggle = (each: State): void => {
    const next = chosen.includes(each) ? chosen.filter((other) => other !== each) : [...chosen, each];
    if (next.length > 0) setStates(next);
  };
  return (
    <>
      <button
        type="button"
        disabled={unknownIn(place).length > 0}
        onClick={() => {
          setStates([]);
          setOpen(true);
        }}
      >
        {t.deliveries.replay}
      </button>
      {open && (
        <Dialog title={t.deliveries.replayAsk} onClose={() => setOpen(false)}>
          <p>{t.deliveries.replayLead}</p>
          <fieldset>
            <legend>{t.deliveries.replayStates}</legend>
            {STATES.map((each) => (
              <label key={each} class="check">
                <input type="checkbox" checked={chosen.includes(each)} onChange={() => toggle(each)} />
                {t.states[each]}
              </label>
            ))}
          </fieldset>
          <Facts
            rows={[
              event !== undefined && [t.deliveries.event, event],
              chatId !== undefined && [t.deliveries.chat, chatId],
              from !== undefined && [t.deliveries.from, <Time key="from" at={from} full />],
              to !== undefined && [t.deliveries.to, <Time key="to" at={to} full />],
            ]}
          />
          <ReplayCount
            key={JSON.stringify(body)}
            endpoint={endpoint}
            body={body}
            onDone={reload}
            onClose={() => setOpen(false)}
          />
        </Dialog>
      )}
    </>
  );
}

interface ReplayCountProps {
  endpoint: Endpoint;
  body: Parameters<Endpoint['replay']>[0];
  onDone: () => Promise<void>;
  onClose: () => void;
}

function ReplayCount({ endpoint, body, onDone, onClose }: ReplayCountProps): VNode {
  const preview = useLoad(JSON.stringify(body), () => endpoint.replay({ ...body, dryRun: true }));
  const [done, setDone] = useState<number>();
  const { busy, error, run } = useAction();
  const act = (): void => {
    void run(async () => {
      const { replayed } = await endpoint.replay(body);
      setDone(replayed);
      await onDone();
    });
  };
  if (done !== undefined)
    return (
      <>
        <p class="notice good" role="status">
          {t.deliveries.replayed(done)}
        </p>
        <footer>
          <button type="button" class="primary" onClick={onClose}>
            {t.close}
          </button>
        </footer>
      </>
    );
  const count = preview.data?.matched;
  return (
    <>
      <p class="preview" role="status">
        {count === undefined
          ? t.deliveries.counting
          : count === 0
            ? t.deliveries.replayNone
            : t.deliveries.replayCount(count)}
      </p>
      <NotDone error={error ?? preview.error} />
      <footer>
        <button type="button" onClick={onClose}>
          {t.cancel}
        </button>
        <button type="button" class="primary" disabled={busy || !count} onClick={act}>
          {t.deliveries.replayDo(count ?? 0)}
        </button>
      </footer>
    </>
  );
}

function Filters({ place }: { place: Place }): VNode {
  const value = (name: string): string => place.query.get(name) ?? '';
  const set = (name: string) => (text: string) => changeQuery(place, { [name]: text });
  const setTime = (name: string) => (text: string) => changeQuery(place, { [name]: instant(text) });
  const none = { state: undefined, event: undefined, chat: undefined, from: undefined, to: undefined };
  const any = Object.keys(none).some((name) => value(name) !== '');
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <Field label={t.deliveries.state}>
        {(id) => (
          <select
            id={id}
            value={value('state')}
            onChange={({ currentTarget }) => set('state')(currentTarget.value)}
          >
            <option value="">{t.deliveries.anyState}</option>
            {STATES.map((state) => (
              <option key={state} value={state}>
                {t.states[state]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.deliveries.event}>
        {(id) => (
          <select
            id={id}
            value={value('event')}
            onChange={({ currentTarget }) => set('event')(currentTarget.value)}
          >
            <option value="">{t.deliveries.anyEvent}</option>
            {EVENT_NAMES.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.deliveries.chat}>
        {(id) => (
          <TextFilter
            id={id}
            value={value('chat')}
            placeholder={t.deliveries.chatHint}
            onChange={set('chat')}
          />
        )}
      </Field>
      <Field label={t.deliveries.from}>
        {(id) => <TextFilter id={id} time value={localOf(value('from'))} onChange={setTime('from')} />}
      </Field>
      <Field label={t.deliveries.to}>
        {(id) => <TextFilter id={id} time value={localOf(value('to'))} onChange={setTime('to')} />}
      </Field>
      <Field label={t.deliveries.find}>
        {(id) => (
          <TextFilter id={id} value={value('delivery')} placeholder="dlv_…" onChange={set('delivery')} />
        )}
      </Field>
      {any && (
        <button type="button" class="small" onClick={() => changeQuery(place, none)}>
          {t.deliveries.clear}
        </button>
      )}
    </form>
  );
}

function List({ deliveries, place }: { deliveries: readonly Delivery[]; place: Place }): VNode {
  const { columns } = t.deliveries;
  const names = [
    columns.event,
    columns.state,
    columns.chat,
    columns.attempts,
    columns.last,
    columns.latency,
    columns.when,
    columns.next,
  ];
  return (
    <Table label={t.deliveries.list} columns={names}>
      {deliveries.map(
        ({
          id,
          event,
          state,
          chatId,
          attempts,
          lastStatus,
          lastError,
          lastLatencyMs,
          createdAt,
          nextAttemptAt,
        }) => (
          <tr key={id}>
            <Cell of={columns.event}>
              <button type="button" class="link" onClick={() => changeQuery(place, { delivery: id })}>
                {event}
              </button>
            </Cell>
            <Cell of={columns.state}>
              <Badge state={state} />
            </Cell>
            <Cell of={columns.chat} mono>
              {chatId ?? t.none}
            </Cell>
            <Cell of={columns.attempts}>{attempts}</Cell>
            <Cell of={columns.last}>
              {attempts === 0 ? t.none : (lastError ?? lastStatus ?? t.deliveries.noAnswer)}
            </Cell>
            <Cell of={columns.latency}>
              {lastLatencyMs === undefined ? t.none : t.deliveries.ms(lastLatencyMs)}
            </Cell>
            <Cell of={columns.when}>
              <Time at={createdAt} />
            </Cell>
            <Cell of={columns.next}>
              {nextAttemptAt !== undefined && Date.parse(nextAttemptAt) <= Date.now() ? (
                t.deliveries.due
              ) : (
                <Time at={nextAttemptAt} />
              )}
            </Cell>
          </tr>
        ),
      )}
    </Table>
  );
}

interface DetailProps {
  endpoint: Endpoint;
  id: string;
  session: Session;
  onChange: () => Promise<void>;
  onClose: () => void;
}

function Detail({ endpoint, id, session, onChange, onClose }: DetailProps): VNode {
  const loaded = useLoad(`delivery ${endpoint.path} ${id}`, () => endpoint.delivery(id), 2000);
  return (
    <Dialog title={`${t.deliveries.detail} ${id}`} onClose={onClose}>
      <Show from={loaded}>
        {(delivery) => (
          <Whole
            delivery={delivery}
            endpoint={endpoint}
            session={session}
            onChange={async () => {
              await Promise.all([loaded.reload(), onChange()]);
            }}
          />
        )}
      </Show>
    </Dialog>
  );
}

interface WholeProps {
  delivery: DeliveryDetail;
  endpoint: Endpoint;
  session: Session;
  onChange: () => Promise<void>;
}

function Whole({ delivery, endpoint, session, onChange }: WholeProps): VNode {
  const { busy, error, run } = useAction();
  const [done, setDone] = useState(false);
  const again = (): void => {
    void run(async () => {
      await endpoint.again(delivery.id);
      setDone(true);
      await onChange();
    });
  };
  const { log, data } = delivery;
  return (
    <>
      <div class="actions line">
        <Badge state={delivery.state} />
        <strong>{delivery.event}</strong>
        <span class="spring" />
        {done && <span role="status">{t.deliveries.againDone}</span>}
        <Copy text={delivery.id} />
        {session.scopes.includes('webhooks:replay') && (
          <button type="button" class="primary" disabled={busy} onClick={again}>
            {t.deliveries.again}
          </button>
        )}
      </div>
      <NotDone error={error} />
      <Facts
        rows={[
          [t.deliveries.instance, delivery.instanceId],
          [
            t.deliveries.eventId,
            <span key="id" class="mono">
              {delivery.eventId}
            </span>,
          ],
          [t.deliveries.sequence, delivery.sequence],
          [
            t.deliveries.chat,
            <span key="chat" class="mono">
              {delivery.chatId ?? t.none}
            </span>,
          ],
          [t.deliveries.columns.when, <Time key="at" at={delivery.createdAt} full />],
          delivery.nextAttemptAt !== undefined && [
            t.deliveries.columns.next,
            <Time key="next" at={delivery.nextAttemptAt} />,
          ],
        ]}
      />
      <h3>{t.deliveries.attempts}</h3>
      {log.length === 0 && <p>{t.deliveries.noAttempts}</p>}
      <ol class="attempts">
        {log.toReversed().map(({ number, at, latencyMs, status, error: fault, response }) => (
          <li key={number} class={fault === undefined ? 'good' : 'bad'}>
            <div class="line">
              <strong>{t.deliveries.attempt(number)}</strong>
              <span>{fault === undefined ? status : inWords(fault)}</span>
              <span>{t.deliveries.ms(latencyMs)}</span>
              <span class="spring" />
              <Time at={at} full />
            </div>
            {response !== undefined &&
              (response === '' ? (
                <small>{t.deliveries.emptyAnswer}</small>
              ) : (
                <Code label={t.deliveries.answer} text={response} />
              ))}
          </li>
        ))}
      </ol>
      <Json label={t.deliveries.payload} value={data} />
    </>
  );
}
