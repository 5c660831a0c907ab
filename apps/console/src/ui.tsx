import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Refused } from './api.js';
import { useNow, type Loaded } from './hooks.js';
import { hrefOf, navigate } from './router.js';
import { t } from './texts.js';

/** A link to a page of the console. */
export function Link({
  to,
  ...rest
}: {
  to: string;
  class?: string;
  'aria-current'?: 'page';
  children: ComponentChildren;
}): VNode {
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return <a {...rest} href={hrefOf(to)} onClick={follow} />;
}

export type Tone = 'good' | 'bad' | 'warn' | 'info' | 'quiet';

const TONES: Record<string, Tone | undefined> = {
  delivered: 'good',
  active: 'good',
  connected: 'good',
  sent: 'good',
  parked: 'bad',
  failed: 'bad',
  held: 'bad',
  disconnected: 'bad',
  paused: 'warn',
  qr_required: 'warn',
  passkey_required: 'warn',
  pending: 'info',
  scheduled: 'info',
  connecting: 'info',
  reconnecting: 'warn',
};

/** A state in words, with a dot in its colour. */
export function Badge({ state, text }: { state: string; text?: string }): VNode {
  const known: Record<string, string | undefined> = { ...t.states, ...t.instances.status };
  return <span class={`badge ${TONES[state] ?? 'quiet'}`}>{text ?? known[state] ?? state}</span>;
}

const UNITS = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

function relative(at: number, now: number): string {
  const seconds = Math.round(Math.abs(at - now) / 1000);
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? (['seconds', 1] as const);
  const count = Math.floor(seconds / size);
  if (at > now) return t.inTime[unit](count);
  return seconds < 5 ? t.ago.now : t.ago[unit](count);
}

const CLOCK = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A time, as far from now as it is; the whole time shows on hover. */
export function Time({
  at,
  full = false,
}: {
  at: string | number | undefined | null;
  full?: boolean;
}): VNode {
  const now = useNow();
  if (at === undefined || at === null) return <span>{t.none}</span>;
  const date = new Date(at);
  const whole = CLOCK.format(date);
  return (
    <time dateTime={date.toISOString()} title={whole}>
      {full ? whole : relative(date.getTime(), now)}
    </time>
  );
}

/** What is left until a time. */
export function Countdown({ to }: { to: string }): VNode {
  const now = useNow();
  return (
    <span class="countdown">{t.instances.left(Math.max(0, Math.ceil((Date.parse(to) - now) / 1000)))}</span>
  );
}

export function Copy({ text, label = t.copy }: { text: string; label?: string }): VNode {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 2000);
  };
  return (
    <button type="button" class="small" onClick={() => void copy()}>
      <span aria-live="polite">{done ? t.copied : label}</span>
    </button>
  );
}

/** A text as it is, which can be copied and scrolled. */
export function Code({ text, label }: { text: string; label: string }): VNode {
  return (
    <figure class="code">
      <figcaption>
        <span>{label}</span>
        <Copy text={text} />
      </figcaption>
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </figure>
  );
}

export function Json({ value, label }: { value: unknown; label: string }): VNode {
  return <Code label={label} text={JSON.stringify(value, null, 2)} />;
}

/** What stands where there is nothing: what it means, and the request that changes it. */
export function Empty({ title, lead, curl }: { title: string; lead?: string; curl?: string }): VNode {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {lead && <p>{lead}</p>}
      {curl && <Code label={t.curl} text={curl} />}
    </div>
  );
}

/** A curl of the API, with the key in a variable. */
export function curlOf(method: string, path: string, body?: object): string {
  const parts = [`curl ${method === 'GET' ? '' : `-X ${method} `}${location.origin}${path}`];
  parts.push(`-H "Authorization: Bearer $API_KEY"`);
  if (body)
    parts.push(
      `-H 'Content-Type: application/json'`,
      `-d '${JSON.stringify(body).replaceAll("'", String.raw`'\''`)}'`,
    );
  return parts.join(' \\\n  ');
}

export function messageOf(error: unknown): string {
  if (error instanceof Refused) return error.code === 'UNREACHABLE' ? t.unreachable : error.message;
  return t.unreachable;
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }): VNode {
  const id = error instanceof Refused ? error.correlationId : undefined;
  return (
    <div class="notice bad" role="alert">
      <strong>{t.failed}</strong>
      <p>{messageOf(error)}</p>
      {id && <p class="faint mono">{t.request(id)}</p>}
      {retry && (
        <button type="button" class="small" onClick={retry}>
          {t.retry}
        </button>
      )}
    </div>
  );
}

/** Shows what was loaded, or why it was not. */
export function Show<T>({
  from,
  children,
}: {
  from: Loaded<T>;
  children: (data: T) => ComponentChildren;
}): VNode {
  if (from.data !== undefined) return <>{children(from.data)}</>;
  if (from.error !== undefined) return <Failure error={from.error} retry={() => void from.reload()} />;
  return (
    <p class="loading" role="status">
      {t.loading}
    </p>
  );
}

export function Field({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: (id: string) => ComponentChildren;
}): VNode {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id)}
      {hint && <small>{hint}</small>}
    </div>
  );
}

/** A box in front of the page. It closes by Escape. */
export function Dialog({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}): VNode {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={box} aria-labelledby={heading} onClose={onClose}>
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" class="small quiet" onClick={onClose}>
          {t.close}
        </button>
      </header>
      {children}
    </dialog>
  );
}

/** Something that is being done: a button cannot be pressed twice, and a refusal is shown. */
export function useAction(): {
  busy: boolean;
  error: unknown;
  run: (work: () => Promise<unknown>) => Promise<boolean>;
} {
  const [state, setState] = useState<{ busy: boolean; error?: unknown }>({ busy: false });
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setState({ busy: true });
    try {
      await work();
      setState({ busy: false });
      return true;
    } catch (error) {
      setState({ busy: false, error });
      return false;
    }
  };
  return { busy: state.busy, error: state.error, run };
}

/** A button that says what it will do before it does it. */
export function Act({
  label,
  ask,
  will,
  danger = false,
  primary = false,
  typed,
  disabled = false,
  act,
}: {
  label: string;
  ask: string;
  will: string;
  danger?: boolean;
  primary?: boolean;
  /** What has to be typed first. */
  typed?: string;
  disabled?: boolean;
  act: () => Promise<unknown>;
}): VNode {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const { busy, error, run } = useAction();
  const confirm = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await run(act)) setOpen(false);
  };
  const tone = danger ? 'danger' : primary ? 'primary' : '';
  return (
    <>
      <button type="button" class={tone} disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </button>
      {open && (
        <Dialog title={ask} onClose={() => setOpen(false)}>
          <form onSubmit={(event) => void confirm(event)}>
            <p>{will}</p>
            {typed !== undefined && (
              <Field label={t.instances.typeId(typed)}>
                {(id) => (
                  <input
                    id={id}
                    value={text}
                    autocomplete="off"
                    spellcheck={false}
                    onInput={(event) => setText(event.currentTarget.value)}
                  />
                )}
              </Field>
            )}
            {error !== undefined && <Failure error={error} />}
            <footer>
              <button type="button" onClick={() => setOpen(false)}>
                {t.cancel}
              </button>
              <button
                type="submit"
                class={danger ? 'danger' : 'primary'}
                disabled={busy || (typed !== undefined && text !== typed)}
              >
                {label}
              </button>
            </footer>
          </form>
        </Dialog>
      )}
    </>
  );
}

/** The head of a page. */
export function Head({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children?: ComponentChildren;
}): VNode {
  useEffect(() => {
    document.title = `${title} · ${t.product}`;
  }, [title]);
  return (
    <header class="head">
      <div>
        <h1>{title}</h1>
        {lead && <p>{lead}</p>}
      </div>
      {children && <div class="actions">{children}</div>}
    </header>
  );
}

export function Facts({
  rows,
}: {
  rows: readonly (readonly [string, ComponentChildren] | false | undefined)[];
}): VNode {
  return (
    <dl class="facts">
      {rows.map(
        (row) =>
          row && (
            <div key={row[0]}>
              <dt>{row[0]}</dt>
              <dd>{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** A table that becomes cards where it is narrow: each cell names its column. */
export function Table({
  label,
  columns,
  children,
}: {
  label: string;
  columns: readonly string[];
  children: ComponentChildren;
}): VNode {
  return (
    <div class="table">
      <table aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export function Cell({
  of,
  children,
  mono = false,
}: {
  of: string;
  children: ComponentChildren;
  mono?: boolean;
}): VNode {
  return (
    <td data-of={of} class={mono ? 'mono' : undefined}>
      <span>{children}</span>
    </td>
  );
}
