import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import {
  answerInstancePasskey,
  confirmInstancePasskey,
  connectInstance,
  deleteInstance,
  disconnectInstance,
  getInstance,
  getInstancePasskey,
  getInstanceStats,
  getInstanceStatus,
  logoutInstance,
  restartInstance,
} from '../../../../packages/client/src/generated/sdk.gen.js';
import type {
  AnswerInstancePasskeyData,
  Instance,
  InstanceStats,
  ConnectionStatus,
} from '../../../../packages/client/src/generated/types.gen.js';
import { got, isObject, raw, Refused, type Session } from '../api.js';
import { useLoad } from '../hooks.js';
import { navigate, withQuery } from '../router.js';
import { t } from '../texts.js';
import {
  Act,
  Badge,
  Code,
  Countdown,
  Facts,
  Field,
  TextField,
  Head,
  Json,
  Link,
  NotDone,
  Show,
  Time,
  useAction,
} from '../ui.js';

const EVERY_MS = 1500;
const texts = t.instances;

export function InstanceScreen({ id, session }: { id: string; session: Session }): VNode {
  const path = { instanceId: id };
  const status = useLoad(`status ${id}`, () => got(getInstanceStatus({ path })), EVERY_MS);
  const instance = useLoad(`instance ${id}`, () => got(getInstance({ path })), 10_000);
  const stats = useLoad(
    `stats ${id}`,
    () => got(getInstanceStats({ path, query: { since: midnight() } })),
    10_000,
  );
  return (
    <>
      <Link to="/instances" class="back">
        {texts.back}
      </Link>
      <Head title={id}>
        <Link to={withQuery('/deliveries', { instance: id })} class="button">
          {texts.deliveries}
        </Link>
        <Link to={withQuery('/events', { instance: id })} class="button">
          {texts.events}
        </Link>
        <Link to={withQuery('/endpoints', { instance: id })} class="button">
          {texts.endpoints}
        </Link>
      </Head>
      <Show from={status}>
        {(now) => (
          <div class="columns">
            <section class="card">
              <StatusCard status={now} />
              {session.scopes.includes('instances:connect') && (
                <Connecting id={id} status={now} session={session} reload={status.reload} />
              )}
            </section>
            <section class="card">
              <h2>{texts.settings}</h2>
              <Show from={instance}>{(dto) => <Settings instance={dto} />}</Show>
              {session.scopes.includes('instances:admin') && (
                <Removal id={id} connected={now.status === 'connected'} reload={status.reload} />
              )}
            </section>
            <section class="card">
              <h2>{texts.today.title}</h2>
              <Show from={stats}>{(counts) => <Today counts={counts} />}</Show>
            </section>
          </div>
        )}
      </Show>
    </>
  );
}

function StatusCard({ status }: { status: ConnectionStatus }): VNode {
  const { lastDisconnect, restriction } = status;
  const reason = status.reason ?? (status.status === 'connected' ? undefined : lastDisconnect?.reason);
  const until = status.qrExpiresAt ?? status.passkeyExpiresAt;
  return (
    <>
      <div class="line">
        <Badge state={status.status} />
        {until && <Countdown to={until} />}
      </div>
      {restriction && (
        <div class="notice warn" role="status">
          <strong>{texts.restricted}</strong>
          <p>
            {restriction.kind}
            {restriction.until && (
              <>
                {' '}
                {texts.until} <Time at={restriction.until} full />
              </>
            )}
          </p>
        </div>
      )}
      <Facts
        rows={[
          status.phone !== undefined && [
            texts.number,
            <span key="n" class="mono">
              +{status.phone}
            </span>,
          ],
          status.name !== undefined && [texts.name, status.name],
          status.connectedAt !== undefined && [
            texts.connectedSince,
            <Time key="c" at={status.connectedAt} />,
          ],
          lastDisconnect && [
            texts.lastDisconnect,
            <>
              {lastDisconnect.reason}
              {lastDisconnect.code !== undefined && ` (${lastDisconnect.code})`},{' '}
              <Time at={lastDisconnect.at} />
              {lastDisconnect.until && (
                <>
                  {' '}
                  {texts.until} <Time at={lastDisconnect.until} full />
                </>
              )}
            </>,
          ],
          reason !== undefined && [texts.whatToDo, t.instances.doNow[reason] ?? texts.doDefault],
        ]}
      />
    </>
  );
}

interface ConnectingProps {
  id: string;
  status: ConnectionStatus;
  session: Session;
  reload: () => Promise<void>;
}

function Connecting({ id, status, session, reload }: ConnectingProps): VNode {
  const path = { instanceId: id };
  const { status: state } = status;
  const { busy, error, run } = useAction();
  const connect = (): void => {
    void run(async () => got(connectInstance({ path })).then(reload));
  };
  return (
    <>
      {state === 'qr_required' && <Linking id={id} status={status} session={session} reload={reload} />}
      {state === 'passkey_required' && <Passkey id={id} />}
      <NotDone error={error} />
      <div class="actions line">
        {state === 'disconnected' && (
          <button
            type="button"
            class="primary"
            disabled={busy}
            title={texts.act.connect.will}
            onClick={connect}
          >
            {texts.act.connect.label}
          </button>
        )}
        {state !== 'disconnected' && (
          <>
            <Act {...texts.act.restart} act={async () => got(restartInstance({ path })).then(reload)} />
            <Act {...texts.act.disconnect} act={async () => got(disconnectInstance({ path })).then(reload)} />
          </>
        )}
      </div>
      {state === 'disconnected' && <small>{texts.act.connect.will}</small>}
    </>
  );
}

/** The QR code, as it is right now, and the way by a pairing code. */
function Linking({ id, status, session, reload }: ConnectingProps): VNode {
  const [url, setUrl] = useState<string>();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState<string>();
  const { busy, error, run } = useAction();
  const { qrExpiresAt, pairingCodeExpiresAt } = status;
  useEffect(() => {
    let made: string | undefined;
    let over = false;
    const draw = async (): Promise<void> => {
      const headers = { Accept: 'image/svg+xml' };
      const answer = await raw(
        `/api/v1/instances/${encodeURIComponent(id)}/qr`,
        { method: 'GET', headers },
        session.token,
      );
      const image = answer.ok ? await answer.blob() : undefined;
      if (over) return;
      made = image && URL.createObjectURL(image);
      setUrl(made);
    };
    if (qrExpiresAt) draw().catch(() => setUrl(undefined));
    else setUrl(undefined);
    return () => {
      over = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id, qrExpiresAt, session.token]);
  const ask = (event: Event): void => {
    event.preventDefault();
    void run(async () => {
      const { pairingCode } = await got(
        connectInstance({ path: { instanceId: id }, body: { pairingPhone: phone } }),
      );
      setCode(pairingCode);
      await reload();
    });
  };
  return (
    <div class="linking">
      <h2>{texts.link.title}</h2>
      <div class="ways">
        <div>
          <p>{texts.link.how}</p>
          {url ? (
            <img class="qr" src={url} alt={texts.link.qr} width={240} height={240} />
          ) : (
            <div class="qr none" aria-hidden="true" />
          )}
          <small>{texts.link.renews}</small>
        </div>
        <form onSubmit={ask}>
          <p>{texts.link.codeHow}</p>
          {code && pairingCodeExpiresAt ? (
            <>
              <output class="pairing mono" aria-live="polite">
                {code.slice(0, 4)}-{code.slice(4)}
              </output>
              <Countdown to={pairingCodeExpiresAt} />
            </>
          ) : (
            <>
              <TextField
                label={texts.link.phone}
                inputMode="tel"
                required
                placeholder="628111111111"
                value={phone}
                onText={setPhone}
              />
              <button type="submit" disabled={busy}>
                {texts.link.getCode}
              </button>
            </>
          )}
          <NotDone error={error} />
        </form>
      </div>
    </div>
  );
}

const STEPS = ['credential', 'phone', 'confirmation', 'pairing'] as const;

/** The link by passkey, step by step. */
function Passkey({ id }: { id: string }): VNode {
  const path = { instanceId: id };
  const loaded = useLoad(`passkey ${id}`, () => got(getInstancePasskey({ path })), EVERY_MS);
  const [text, setText] = useState('');
  const [code, setCode] = useState('');
  const { busy, error, run } = useAction();
  const words = texts.passkey;
  const answer = (event: Event): void => {
    event.preventDefault();
    void run(async () => {
      await got(answerInstancePasskey({ path, body: credentialIn(text) }));
      await loaded.reload();
    });
  };
  const confirm = (event: Event): void => {
    event.preventDefault();
    void run(async () => got(confirmInstancePasskey({ path, body: { code } })).then(loaded.reload));
  };
  return (
    <div class="linking">
      <h2>{words.title}</h2>
      <Show from={loaded}>
        {({ awaiting, request, expiresAt, code: shown }) => (
          <>
            <ol class="steps">
              {STEPS.map((step) => (
                <li key={step} aria-current={step === awaiting ? 'step' : undefined}>
                  {words.steps[step]}
                </li>
              ))}
            </ol>
            <Countdown to={expiresAt} />
            {awaiting === 'credential' && (
              <form onSubmit={answer}>
                <p>{words.credential}</p>
                <Code label="JavaScript" text={askPasskey(request)} />
                <Json label="JSON" value={request} />
                <Field label={words.answer}>
                  {(field) => (
                    <textarea
                      id={field}
                      rows={4}
                      required
                      value={text}
                      onInput={(event) => setText(event.currentTarget.value)}
                    />
                  )}
                </Field>
                <button type="submit" class="primary" disabled={busy}>
                  {words.send}
                </button>
              </form>
            )}
            {awaiting === 'confirmation' && (
              <form onSubmit={confirm}>
                <p>{words.compare}</p>
                <output class="pairing mono">{shown}</output>
                <TextField label={words.typed} required autocomplete="off" value={code} onText={setCode} />
                <button type="submit" class="primary" disabled={busy}>
                  {words.confirm}
                </button>
              </form>
            )}
            <NotDone error={error} />
          </>
        )}
      </Show>
    </div>
  );
}

/** What the owner runs at web.whatsapp.com. */
function askPasskey(request: object | undefined): string {
  return [
    `const request = ${JSON.stringify(request)};`,
    'const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(request);',
    'const credential = await navigator.credentials.get({ publicKey });',
    'console.log(JSON.stringify(credential.toJSON()));',
  ].join('\n');
}

type Credential = AnswerInstancePasskeyData['body'];

/** @throws Refused if the text is not the JSON of a credential */
function credentialIn(text: string): Credential {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isCredential(value)) throw new Refused(400, 'INVALID_REQUEST', texts.passkey.notJson);
  return value;
}

/** The server judges the rest. */
function isCredential(value: unknown): value is Credential {
  return isObject(value) && isObject(value['response']);
}

function Settings({ instance }: { instance: Instance }): VNode {
  const { metadata } = instance;
  return (
    <Facts
      rows={[
        [texts.pace, texts.paceValue(instance.sendRatePerMinute)],
        [
          t.endpoints.url,
          <span key="url" class="mono">
            {instance.webhookUrl ?? t.none}
          </span>,
        ],
        [texts.autoRead, instance.autoRead],
        [texts.rejectCalls, instance.rejectCalls ? t.yes : t.no],
        instance.proxy !== null && [
          texts.proxy,
          <span key="proxy" class="mono">
            {instance.proxy}
          </span>,
        ],
        instance.phone !== null && [
          texts.number,
          <span key="phone" class="mono">
            +{instance.phone}
          </span>,
        ],
        [texts.lastActivity, <Time key="last" at={instance.lastActivity} />],
        ...Object.entries(metadata).map(([name, value]) => [name, value] as const),
      ]}
    />
  );
}

/** When today began, where the page is. */
function midnight(): string {
  const now = new Date();
  now.setHours(0, 0, 0, 0);
  return now.toISOString();
}

const COUNTS = ['received', 'sent', 'failed', 'delivered', 'failedAttempts', 'pending', 'parked'] as const;

function Today({ counts: { messages, deliveries } }: { counts: InstanceStats }): VNode {
  const all = { ...messages, ...deliveries };
  return <Facts rows={COUNTS.map((name) => [texts.today[name], texts.count(all[name])])} />;
}

interface RemovalProps {
  id: string;
  connected: boolean;
  reload: () => Promise<void>;
}

function Removal({ id, connected, reload }: RemovalProps): VNode {
  const unlink = async (): Promise<void> => got(logoutInstance({ path: { instanceId: id } })).then(reload);
  const remove = (logout: boolean) => async (): Promise<void> => {
    await got(
      deleteInstance({ path: { instanceId: id }, ...(logout && { query: { logout: 'true' as const } }) }),
    );
    navigate('/instances');
  };
  return (
    <div class="actions line">
      <Act {...texts.act.logout} danger disabled={!connected} act={unlink} />
      <Act {...texts.act.unlink} typed={id} danger disabled={!connected} act={remove(true)} />
      <Act {...texts.act.remove} typed={id} danger act={remove(false)} />
    </div>
  );
}
