import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AnswerInstancePasskeyData } from '../../../packages/client/src/generated/types.gen.js';
import { isObject, Refused } from './api.js';
import { useLoad } from './hooks.js';
import { t } from './texts.js';
import { Badge, Field, TextField, NotDone, Show, useAction } from './ui.js';

const texts = t.phones;
const EVERY_MS = 1500;
/** Phones that have a window from the beginning, and those that can have one. */
const OPEN = 2;
const MOST = 40;
const RECENT = 60;

/** A request to the emulator's control API. */
export type Call = (
  path: string,
  init?: { method: string; body?: BodyInit; headers?: Record<string, string> },
) => Promise<Response>;

interface Phone {
  phone: string;
  name: string | null;
  passkey: string;
  companions: { n: number; connected: boolean }[];
}

interface Message {
  id: string;
  from: string;
  peer: string;
  fromMe: boolean;
  type: string;
  text?: string;
  caption?: string;
  media?: { mimetype?: string; fileName?: string };
  read: boolean;
  edited: boolean;
  deleted: boolean;
}

/** What the server shows to whoever links an account. */
export interface Linking {
  /** Texts of the QR codes that wait for a scan. */
  codes: () => Promise<string[]>;
  /** Lets the passkey of a phone answer the instance that waits for that. */
  answer: (sign: (request: unknown) => Promise<Credential>) => Promise<void>;
}

export type Credential = AnswerInstancePasskeyData['body'];

interface Reach {
  call: Call;
  /** What stands before the paths of files. */
  base: string;
  /** Undefined where no server is known. */
  linking?: Linking;
}

async function asked<T>({ call }: Reach, path: string, method = 'GET', body?: object): Promise<T> {
  const init = body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
  return answered(await call(path, { method, ...init }));
}

async function answered<T>(response: Response): Promise<T> {
  const answer = await response.json();
  if (response.ok) return answer;
  const error: unknown = isObject(answer) ? answer['error'] : undefined;
  const message = isObject(error) ? error['message'] : error;
  throw new Refused(response.status, 'REFUSED', String(message));
}

/** The phones of the emulator as chat windows. */
export function Phones(reach: Reach): VNode {
  const phones = useLoad('phones', () => asked<Phone[]>(reach, '/phones'), EVERY_MS);
  const [number, setNumber] = useState('');
  const { busy, error, run } = useAction();
  const places = useRef(new Map<string, number>());
  const add = (event: Event): void => {
    event.preventDefault();
    void run(async () => {
      await asked(reach, '/phones', 'POST', { phone: number });
      setNumber('');
      await phones.reload();
    });
  };
  return (
    <div class="phones">
      <Show from={phones}>
        {(all) => {
          return placed(all, places.current)
            .slice(0, MOST)
            .map((phone, index) => (
              <Window
                key={phone.phone}
                phone={phone}
                phones={all}
                reach={reach}
                first={index < OPEN}
                reload={phones.reload}
              />
            ));
        }}
      </Show>
      <form class="row" onSubmit={add}>
        <TextField
          label={texts.add}
          hint={texts.addHint}
          inputMode="tel"
          required
          value={number}
          onText={setNumber}
        />
        <button type="submit" disabled={busy}>
          {texts.create}
        </button>
      </form>
      <NotDone error={error} />
    </div>
  );
}

/**
 * Customers first: one writes as them. A phone keeps its place when it is linked, or its window would move away from under
 * the pointer.
 */
function placed(phones: Phone[], places: Map<string, number>): Phone[] {
  for (const { phone } of phones.toSorted((one, other) => one.companions.length - other.companions.length))
    if (!places.has(phone)) places.set(phone, places.size);
  const placeOf = ({ phone }: Phone): number => places.get(phone) ?? 0;
  return phones.toSorted((one, other) => placeOf(one) - placeOf(other));
}

interface WindowProps {
  phone: Phone;
  phones: Phone[];
  reach: Reach;
  first: boolean;
  reload: () => Promise<void>;
}

function nameOf(number: string, phones: Phone[]): string {
  const name = phones.find(({ phone }) => phone === number)?.name;
  return name && name !== number ? `${name} (+${number})` : number.includes('@') ? number : `+${number}`;
}

function Window({ phone, phones, reach, first, reload }: WindowProps): VNode {
  const [open, setOpen] = useState(first);
  const { companions } = phone;
  const linked = companions.length > 0;
  return (
    <details class="phone card" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {nameOf(phone.phone, phones)}
        {linked && (
          <Badge state={companions.some(({ connected }) => connected) ? 'connected' : 'disconnected'} />
        )}
      </summary>
      {open && <Chat phone={phone} phones={phones} reach={reach} reload={reload} />}
    </details>
  );
}

function Chat({
  phone: { phone, passkey, companions },
  phones,
  reach,
  reload,
}: Omit<WindowProps, 'first'>): VNode {
  const path = `/phones/${phone}`;
  const loaded = useLoad(path, () => asked<Message[]>(reach, `${path}/messages?all=true`), EVERY_MS);
  const messages = loaded.data ?? [];
  const others = phones.filter((other) => other.phone !== phone);
  const bots = others.filter((other) => other.companions.length > 0);
  const peers = [
    ...new Set([
      ...messages.map(({ peer }) => peer).toReversed(),
      ...[...bots, ...others].map((other) => other.phone),
    ]),
  ];
  const [chosen, choose] = useState<string>();
  const to = chosen ?? peers[0];
  // Whoever writes next does not become the one that is written to. Effects run late: a choice made before stays.
  useEffect(() => {
    if (loaded.data) choose((now) => now ?? to);
  }, [loaded.data, to]);
  const [text, setText] = useState('');
  const [calling, setCalling] = useState<string>();
  const { busy, error, run } = useAction();
  const log = useRef<HTMLDivElement>(null);
  const chat = messages.filter(({ peer }) => peer === to).slice(-RECENT);
  const last = chat.at(-1)?.id;
  useEffect(() => log.current?.scrollTo(0, log.current.scrollHeight), [last]);

  const post = async (call: string, body: object, method = 'POST') =>
    asked<Record<string, unknown>>(reach, call, method, body);
  const act = (work: () => Promise<unknown>) => () =>
    void run(async () => {
      await work();
      await Promise.all([loaded.reload(), reload()]);
    });
  const send = (event: Event): void => {
    event.preventDefault();
    act(async () => {
      await post(`${path}/messages`, { to, text });
      setText('');
    })();
  };
  const attach = async (file: File): Promise<void> => {
    const bytes = await reach.call(`${path}/media`, {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': 'application/octet-stream' },
    });
    const { mediaId } = await answered<{ mediaId: string }>(bytes);
    const [major = ''] = file.type.split('/');
    const kind = ['image', 'video', 'audio'].includes(major) ? major : 'document';
    const mimetype = file.type || 'application/octet-stream';
    await post(`${path}/messages`, {
      to,
      mediaId,
      kind,
      mimetype,
      ...(kind === 'document' && { fileName: file.name }),
    });
  };
  const scan = async ({ codes }: Linking): Promise<void> => {
    const [qr] = await codes();
    if (qr === undefined) throw new Refused(0, 'NO_CODE', texts.noCode);
    await post(`${path}/scan`, { qr });
  };
  const unread = chat.filter(({ fromMe, read }) => !fromMe && !read).map(({ id }) => id);

  return (
    <>
      {to === undefined ? (
        <p class="faint">{texts.nobody}</p>
      ) : (
        <>
          <Field label={texts.chatWith}>
            {(id) => (
              <select id={id} value={to} onChange={(event) => choose(event.currentTarget.value)}>
                {peers.map((peer) => (
                  <option key={peer} value={peer}>
                    {nameOf(peer, phones)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <div class="chat" ref={log} tabIndex={0} role="log" aria-label={texts.chatOf(nameOf(to, phones))}>
            {chat.map((message) => (
              <Bubble
                key={message.id}
                message={message}
                file={`${reach.base}${path}/messages/${encodeURIComponent(message.id)}/media`}
              />
            ))}
            {chat.length === 0 && <p class="faint">{texts.empty}</p>}
          </div>
          <form class="row" onSubmit={send}>
            <input
              aria-label={texts.write}
              placeholder={texts.write}
              required
              autocomplete="off"
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
            />
            <button type="submit" class="primary" disabled={busy}>
              {texts.send}
            </button>
          </form>
          <div class="actions">
            <label class="button small">
              {texts.file}
              <input
                type="file"
                onChange={({ currentTarget }) => {
                  const [file] = currentTarget.files ?? [];
                  if (file) act(() => attach(file))();
                  currentTarget.value = '';
                }}
              />
            </label>
            <button
              type="button"
              class="small"
              disabled={busy || unread.length === 0}
              onClick={act(() => post(`${path}/read`, { ids: unread, to }))}
            >
              {texts.read(unread.length)}
            </button>
            <button
              type="button"
              class="small"
              disabled={busy}
              onClick={act(() => post(`${path}/typing`, { to, state: 'composing' }))}
            >
              {texts.type}
            </button>
            {calling === undefined ? (
              <button
                type="button"
                class="small"
                disabled={busy}
                onClick={act(async () => setCalling(String((await post(`${path}/call`, { to }))['callId'])))}
              >
                {texts.call}
              </button>
            ) : (
              <button
                type="button"
                class="small danger"
                disabled={busy}
                onClick={act(async () => {
                  setCalling(undefined);
                  await post(`${path}/calls/${encodeURIComponent(calling)}`, { action: 'end' });
                })}
              >
                {texts.hangUp}
              </button>
            )}
          </div>
        </>
      )}
      <div class="actions">
        {reach.linking && (
          <>
            <button
              type="button"
              class="small"
              disabled={busy}
              onClick={act(async () => reach.linking && scan(reach.linking))}
            >
              {texts.scan}
            </button>
            {passkey === 'required' && (
              <button
                type="button"
                class="small"
                disabled={busy}
                onClick={act(async () =>
                  reach.linking?.answer((request) => asked(reach, `${path}/passkey`, 'POST', { request })),
                )}
              >
                {texts.answer}
              </button>
            )}
          </>
        )}
        <button
          type="button"
          class="small"
          disabled={busy}
          aria-pressed={passkey === 'required'}
          onClick={act(() => post(path, { passkey: passkey === 'required' ? 'none' : 'required' }, 'PATCH'))}
        >
          {texts.passkey}
        </button>
        {companions.length > 0 && (
          <button
            type="button"
            class="small danger"
            disabled={busy}
            onClick={act(() => post('/faults', { kind: 'drop', phone }))}
          >
            {texts.drop}
          </button>
        )}
      </div>
      <NotDone error={error ?? loaded.error} />
    </>
  );
}

function Bubble({ message, file }: { message: Message; file: string }): VNode {
  const { fromMe, deleted, edited, read, media, type } = message;
  const words = message.text ?? message.caption ?? '';
  return (
    <p class={fromMe ? 'mine' : 'theirs'}>
      {deleted ? (
        <em>{texts.deleted}</em>
      ) : (
        <>
          {media && media.mimetype?.startsWith('image/') && (
            <img src={file} alt={words || texts.picture} loading="lazy" />
          )}
          {media && (
            <a href={file} download={media.fileName ?? ''}>
              {media.fileName ?? type}
            </a>
          )}
          {words || (!media && <em>{type}</em>)}
        </>
      )}
      <small>
        {edited && `${texts.edited} `}
        {!fromMe && !read && texts.unread}
      </small>
    </p>
  );
}
