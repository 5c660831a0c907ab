import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Endpoint as EndpointSettings } from '../../../../packages/client/src/generated/types.gen.js';
import type { Session } from '../api.js';
import { chosenInstance, InstanceChoice, seesAll, useInstances } from '../choosers.js';
import { DEFAULT, Endpoint, endpointsOf, GLOBAL, newEndpoint } from '../endpoints.js';
import { EVENT_NAMES, type EventName, isEventName } from '../event-names.js';
import { useLoad } from '../hooks.js';
import { changeQuery, type Place, withQuery } from '../router.js';
import { t } from '../texts.js';
import {
  Act,
  Badge,
  Code,
  curlOf,
  Dialog,
  Empty,
  Facts,
  TextField,
  FormDialog,
  Head,
  Link,
  NotDone,
  Show,
  Time,
  useAction,
} from '../ui.js';

const texts = t.endpoints;

export function EndpointsScreen({ place, session }: { place: Place; session: Session }): VNode {
  const instances = useInstances();
  return (
    <>
      <Head title={texts.title} lead={texts.lead} />
      <Show from={instances}>
        {(all) => {
          const id = chosenInstance(place.query.get('instance'), all) || GLOBAL;
          return (
            <>
              <div class="filters">
                <InstanceChoice
                  value={id}
                  instances={all}
                  global={seesAll(session)}
                  onChange={(instance) => changeQuery(place, { instance })}
                />
              </div>
              <List key={id} id={id} session={session} />
            </>
          );
        }}
      </Show>
    </>
  );
}

function List({ id, session }: { id: string; session: Session }): VNode {
  const loaded = useLoad(`endpoints ${id}`, () => endpointsOf(id), 5000);
  const [open, setOpen] = useState(false);
  const [secret, setSecret] = useState<string>();
  const writes = session.scopes.includes('webhooks:write');
  return (
    <>
      {writes && (
        <div class="actions line">
          <button type="button" class="primary" onClick={() => setOpen(true)}>
            {texts.create}
          </button>
        </div>
      )}
      {open && (
        <Create
          id={id}
          onClose={() => setOpen(false)}
          onDone={async (made) => {
            setOpen(false);
            setSecret(made);
            await loaded.reload();
          }}
        />
      )}
      {secret !== undefined && (
        <Dialog title={texts.rotate} onClose={() => setSecret(undefined)}>
          <p>{texts.secret}</p>
          <Code label={texts.rotate} text={secret} />
        </Dialog>
      )}
      <Show from={loaded}>
        {(endpoints) =>
          endpoints.length === 0 ? (
            <Empty
              title={texts.emptyTitle}
              lead={texts.emptyLead}
              curl={curlOf('POST', new Endpoint(id, '').path.replace(/\/$/, ''), {
                name: 'crm',
                url: 'https://example.com/crm',
              })}
            />
          ) : (
            <ul class="cards" aria-label={texts.list}>
              {endpoints.map((endpoint) => (
                <li key={endpoint.name} class="card">
                  <One
                    id={id}
                    endpoint={endpoint}
                    writes={writes}
                    reload={loaded.reload}
                    onSecret={setSecret}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </>
  );
}

/** More names than these are folded. */
const FEW = 6;

function EventList({ names }: { names: readonly string[] }): VNode {
  if (names.length <= FEW) return <>{names.join(', ')}</>;
  return (
    <details class="more">
      <summary>{texts.eventCount(names.length)}</summary>
      <small>{names.join(', ')}</small>
    </details>
  );
}

interface OneProps {
  id: string;
  endpoint: EndpointSettings;
  writes: boolean;
  reload: () => Promise<void>;
  onSecret: (secret: string) => void;
}

function One({ id, endpoint, writes, reload, onSecret }: OneProps): VNode {
  const target = new Endpoint(id, endpoint.name);
  const [tested, setTested] = useState<string>();
  const [event, setEvent] = useState<EventName>('test');
  const { busy, error, run } = useAction();
  const test = (): void => {
    void run(async () => {
      setTested(undefined);
      const { status, latencyMs } = await target.test(event);
      setTested(texts.testDone(status, latencyMs));
    });
  };
  const rotate = async (): Promise<void> => {
    const { secret } = await target.rotate();
    onSecret(secret);
    await reload();
  };
  return (
    <>
      <div class="line">
        <h2>{endpoint.name}</h2>
        <Badge state={endpoint.state} />
        <span class="spring" />
        <Link to={withQuery('/deliveries', { instance: id, endpoint: endpoint.name })}>
          {texts.deliveries}
        </Link>
      </div>
      <Facts
        rows={[
          [
            texts.url,
            <span key="url" class="mono">
              {endpoint.url ?? texts.noUrl}
            </span>,
          ],
          [texts.events, <EventList key="events" names={endpoint.events} />],
          endpoint.filter !== null && [
            texts.filter,
            <span key="filter" class="mono">
              {JSON.stringify(endpoint.filter)}
            </span>,
          ],
          [texts.signed, endpoint.ownSecret ? texts.ownSecret : texts.sharedSecret],
        ]}
      />
      {endpoint.fromEnvironment && <small>{texts.fromEnvironment}</small>}
      {tested !== undefined && (
        <p class="notice good" role="status">
          {tested}
        </p>
      )}
      <NotDone error={error} />
      {writes && (
        <div class="actions line">
          <select
            aria-label={texts.toSend}
            value={event}
            onChange={({ currentTarget: { value } }) => isEventName(value) && setEvent(value)}
          >
            {EVENT_NAMES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <button type="button" disabled={busy || endpoint.url === null} onClick={test}>
            {event === 'test' ? texts.test : texts.example}
          </button>
          <Act label={texts.rotate} ask={texts.rotateAsk} will={texts.rotateWill} act={rotate} />
          {endpoint.name !== DEFAULT && (
            <Act
              label={texts.remove}
              ask={texts.removeAsk}
              will={texts.removeWill}
              danger
              act={async () => target.remove().then(reload)}
            />
          )}
        </div>
      )}
      {endpoint.previousSecretUntil !== undefined && (
        <small>
          {texts.rotate}: <Time at={endpoint.previousSecretUntil} />
        </small>
      )}
    </>
  );
}

function Create({
  id,
  onClose,
  onDone,
}: {
  id: string;
  onClose: () => void;
  onDone: (secret: string) => Promise<void>;
}): VNode {
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const { busy, error, run } = useAction();
  const submit = (): void => {
    void run(async () => onDone((await newEndpoint(id, { name, url })).secret));
  };
  return (
    <FormDialog
      title={texts.create}
      action={texts.createDo}
      onClose={onClose}
      onSubmit={submit}
      error={error}
      disabled={busy}
    >
      <TextField label={texts.name} required autoFocus spellcheck={false} value={name} onText={setName} />
      <TextField
        label={texts.url}
        url
        required
        placeholder="https://example.com/crm"
        value={url}
        onText={setUrl}
      />
    </FormDialog>
  );
}
