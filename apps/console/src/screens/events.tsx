import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { listEvents, streamEvents } from '../../../../packages/client/src/generated/sdk.gen.js';
import { got, isFinal, isObject } from '../api.js';
import { OfInstance } from '../choosers.js';
import { EVENT_NAMES } from '../event-names.js';
import { changeQuery, type Place, withQuery } from '../router.js';
import { t } from '../texts.js';
import { Copy, curlOf, Empty, Failure, Field, Head, Link, Time } from '../ui.js';

/** Events that are kept on the page. */
const MOST = 500;
/** Shortest and longest time before the page connects again, ms. */
const AGAIN_MS = 2000;
const AGAIN_MOST_MS = 30_000;
/** What the stream reports besides events: some are no longer kept; many are still to be read. */
const GAP = 'gap';
const BEHIND = 'behind';
const texts = t.events;

interface Item {
  id: string;
  event: string;
  sequence: number;
  at: number | undefined;
  /** The body as a webhook has it, readable; of a gap, what is missing. */
  text: string;
  chatId: string | undefined;
}

type Connection = 'connecting' | 'live' | 'waiting' | 'refused';

export function EventsScreen({ place }: { place: Place }): VNode {
  const filters = (
    <>
      <Field label={texts.type}>
        {(field) => (
          <select
            id={field}
            value={place.query.get('event') ?? ''}
            onChange={({ currentTarget }) => changeQuery(place, { event: currentTarget.value })}
          >
            <option value="">{texts.any}</option>
            {EVENT_NAMES.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={texts.search}>
        {(field) => (
          <input
            id={field}
            type="search"
            value={place.query.get('q') ?? ''}
            onInput={({ currentTarget }) => changeQuery(place, { q: currentTarget.value }, true)}
          />
        )}
      </Field>
    </>
  );
  return (
    <>
      <Head title={texts.title} lead={texts.lead} />
      <OfInstance place={place} filters={filters}>
        {(id) => (
          <Monitor
            key={id}
            id={id}
            event={place.query.get('event') ?? ''}
            search={place.query.get('q') ?? ''}
          />
        )}
      </OfInstance>
    </>
  );
}

interface Followed {
  items: Item[];
  connection: Connection;
  /** Why it is not followed any more. */
  error: unknown;
  clear: () => void;
  again: () => void;
}

/** Follows the event log: from where it was interrupted, as often as it is, until the server refuses. */
function useEvents(id: string): Followed {
  const [items, setItems] = useState<Item[]>([]);
  const [connection, setConnection] = useState<Connection>('connecting');
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const last = useRef<number | undefined>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const path = { instanceId: id };
    let pause = AGAIN_MS;
    setError(undefined);
    setConnection('connecting');
    const follow = async (): Promise<void> => {
      // The stream itself does not say why it is refused, nor where the log ends.
      const { lastSequence } = await got(listEvents({ path, query: { limit: 1 }, signal }));
      if (last.current === undefined || last.current > lastSequence) {
        last.current = Math.max(0, lastSequence - MOST);
        setItems([]);
      }
      const { stream } = await streamEvents({
        path,
        query: { after: last.current },
        signal,
        sseMaxRetryAttempts: 1,
        onSseEvent: ({ event = '', id: sequence, data }) => {
          pause = AGAIN_MS;
          setConnection('live');
          if (sequence === undefined || event === BEHIND || !isObject(data)) return;
          last.current = Number(sequence);
          const item = itemOf(event, Number(sequence), data);
          setItems((before) => [item, ...before].slice(0, MOST));
        },
      });
      for await (const _ of stream) if (signal.aborted) return;
    };
    const keep = async (): Promise<void> => {
      while (!signal.aborted) {
        try {
          await follow();
        } catch (refusal) {
          if (signal.aborted) return;
          if (isFinal(refusal)) {
            setError(refusal);
            setConnection('refused');
            return;
          }
        }
        if (signal.aborted) return;
        setConnection('waiting');
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, AGAIN_MOST_MS);
      }
    };
    void keep();
    return () => controller.abort();
  }, [id, attempt]);
  return {
    items,
    connection,
    error,
    clear: () => setItems([]),
    again: () => setAttempt(attempt + 1),
  };
}

function itemOf(event: string, sequence: number, data: Record<string, unknown>): Item {
  const { id, timestamp } = data;
  if (event === GAP) {
    const text = texts.gap(Number(data['from']), Number(data['to']));
    return { id: `${event} ${sequence}`, event, sequence, at: undefined, text, chatId: undefined };
  }
  const chatId = isObject(data['data']) ? data['data']['chatId'] : undefined;
  return {
    id: typeof id === 'string' ? id : `${event} ${sequence}`,
    event,
    sequence,
    at: typeof timestamp === 'number' ? timestamp : undefined,
    text: JSON.stringify(data, null, 2),
    chatId: typeof chatId === 'string' ? chatId : undefined,
  };
}

function Monitor({ id, event, search }: { id: string; event: string; search: string }): VNode {
  const { items, connection, error, clear, again } = useEvents(id);
  const [frozen, setFrozen] = useState<Item[]>();
  const wanted = search.toLowerCase();
  const shown = (frozen ?? items).filter(
    (item) =>
      (event === '' || item.event === event || item.event === GAP) &&
      (wanted === '' || item.text.toLowerCase().includes(wanted)),
  );
  const newest = frozen?.[0]?.sequence ?? 0;
  const missed = frozen ? items.filter(({ sequence }) => sequence > newest).length : 0;
  const state = frozen ? texts.pausedWith(missed) : texts[connection];
  return (
    <>
      {error !== undefined && <Failure error={error} retry={again} />}
      <div class="actions line">
        <span class={`badge ${frozen ? 'warn' : connection === 'live' ? 'good' : 'info'}`} role="status">
          {state}
        </span>
        <span class="spring" />
        <button type="button" onClick={() => setFrozen(frozen ? undefined : items)}>
          {frozen ? texts.resume : texts.pause}
        </button>
        <button
          type="button"
          onClick={() => {
            clear();
            setFrozen(undefined);
          }}
        >
          {texts.clear}
        </button>
      </div>
      {error !== undefined && items.length === 0 ? null : items.length === 0 ? (
        <Empty
          title={texts.emptyTitle}
          lead={texts.emptyLead}
          curl={curlOf('POST', `/api/v1/instances/${encodeURIComponent(id)}/messages/text`, {
            to: '6281234567890',
            text: 'Hello',
          })}
        />
      ) : shown.length === 0 ? (
        <Empty title={texts.nothingFits} />
      ) : (
        <ol class="log" aria-label={texts.list}>
          {shown.map((item) => (
            <li key={item.id}>
              {item.event === GAP ? (
                <p class="faint">{item.text}</p>
              ) : (
                <details>
                  <summary>
                    <span class="mono faint">#{item.sequence}</span>
                    <strong>{item.event}</strong>
                    {item.chatId && <span class="mono faint">{item.chatId}</span>}
                    <span class="spring" />
                    <Time at={item.at} />
                  </summary>
                  <div class="actions line">
                    <Copy text={item.text} />
                    <Link
                      to={withQuery('/deliveries', { instance: id, event: item.event, chat: item.chatId })}
                    >
                      {texts.toDeliveries}
                    </Link>
                  </div>
                  <pre tabIndex={0} aria-label={item.event}>
                    {item.text}
                  </pre>
                </details>
              )}
            </li>
          ))}
        </ol>
      )}
      {items.length === MOST && <small>{texts.dropped(MOST)}</small>}
    </>
  );
}
