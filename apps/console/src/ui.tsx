import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Refused } from './api.js';
import { useNow, type Loaded } from './hooks.js';
import { hasNavigated, hrefOf, navigate } from './router.js';
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
  const [state, setState] = useState<'ready' | 'done' | 'failed'>('ready');
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (state === 'failed') box.current?.select();
  }, [state]);
  const copy = async (): Promise<void> => {
    try {
      // It is missing where the page came neither by https nor from the same computer.
      await navigator.clipboard.writeText(text);
      setState('done');
      setTimeout(() => setState('ready'), 2000);
    } catch {
      setState('failed');
      box.current?.select();
    }
  };
  return (
    <>
      <button type="button" class="small" onClick={() => void copy()}>
        <span aria-live="polite">{state === 'done' ? t.copied : label}</span>
      </button>
      {state === 'failed' && (
        <span class="by-hand" role="status">
          {t.copyByHand}
          <textarea ref={box} readOnly rows={1} aria-label={t.copyByHand} value={text} />
        </span>
      )}
    </>
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

/** A text as a shell takes it literally. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * A curl of the API, with the key in a variable.
 * @param path with its parts encoded
 */
export function curlOf(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): string {
  const url = quoted(`${location.origin}${path}`.replaceAll("'", '%27'));
  const parts = [`curl ${method === 'GET' ? '' : `-X ${method} `}${url}`];
  parts.push(`-H "Authorization: Bearer $API_KEY"`);
  for (const [name, value] of Object.entries(headers)) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  if (body !== undefined)
    parts.push(`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`);
  return parts.join(' \\\n  ');
}

export function messageOf(error: unknown): string {
  if (error instanceof Refused) return error.code === 'UNREACHABLE' ? t.unreachable : error.message;
  return t.unreachable;
}

export function Failure({
  error,
  retry,
  title = t.failed,
}: {
  error: unknown;
  retry?: () => void;
  title?: string;
}): VNode {
  const id = error instanceof Refused ? error.correlationId : undefined;
  return (
    <div class="notice bad" role="alert">
      <strong>{title}</strong>
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

/** Why something was not done; nothing if there is no error. */
export function NotDone({ error }: { error: unknown }): VNode | null {
  return error === undefined ? null : <Failure error={error} title={t.notDone} />;
}

/** Shows what was loaded, or why it was not: if it could not be loaded again, both. */
export function Show<T>({
  from,
  children,
}: {
  from: Loaded<T>;
  children: (data: T) => ComponentChildren;
}): VNode {
  const failed = from.error !== undefined && <Failure error={from.error} retry={() => void from.reload()} />;
  if (from.data !== undefined)
    return (
      <>
        {failed}
        {children(from.data)}
      </>
    );
  if (failed) return failed;
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

interface TextFieldProps {
  label: string;
  hint?: string;
  value: string;
  onText: (text: string) => void;
  /** It is an address, which the browser checks. */
  url?: boolean;
  inputMode?: 'tel';
  autocomplete?: 'off';
  placeholder?: string;
  required?: boolean;
  autoFocus?: boolean;
  spellcheck?: boolean;
}

/** A field for a line of text, which says what it has with every letter. */
export function TextField({ label, hint, onText, url = false, ...rest }: TextFieldProps): VNode {
  const shared = {
    ...rest,
    onInput: (event: Event & { currentTarget: HTMLInputElement }) => onText(event.currentTarget.value),
  };
  return (
    <Field label={label} hint={hint}>
      {(id) => (url ? <input id={id} type="url" {...shared} /> : <input id={id} {...shared} />)}
    </Field>
  );
}

/** A field that says what was typed when that is done; until then, nothing on the page changes it. */
export function TextFilter({
  value,
  onChange,
  time = false,
  ...rest
}: {
  id: string;
  value: string;
  onChange: (text: string) => void;
  /** It is a time, in the time zone of the browser. */
  time?: boolean;
  placeholder?: string;
}): VNode {
  const [text, setText] = useState(value);
  // Before anybody can type on: an effect would come late, and take back what was typed.
  useLayoutEffect(() => setText(value), [value]);
  const shared = {
    ...rest,
    value: text,
    onInput: (event: Event & { currentTarget: HTMLInputElement }) => setText(event.currentTarget.value),
    onChange: (event: Event & { currentTarget: HTMLInputElement }) =>
      onChange(event.currentTarget.value.trim()),
  };
  return time ? (
    <input {...shared} type="datetime-local" />
  ) : (
    <input {...shared} type="text" spellcheck={false} />
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

/** A dialog with a form: its fields, why it was not done, and the buttons that leave it and do it. */
export function FormDialog({
  title,
  action,
  onClose,
  onSubmit,
  error,
  danger = false,
  disabled,
  children,
}: {
  title: string;
  /** What the button says that does it. */
  action: string;
  onClose: () => void;
  onSubmit: () => void;
  error: unknown;
  danger?: boolean;
  /** It is being done, or something is missing. */
  disabled: boolean;
  children: ComponentChildren;
}): VNode {
  const submit = (event: Event): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        {children}
        <NotDone error={error} />
        <footer>
          <button type="button" onClick={onClose}>
            {t.cancel}
          </button>
          <button type="submit" class={danger ? 'danger' : 'primary'} disabled={disabled}>
            {action}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Something that is being done: a button cannot be pressed twice, and a refusal is shown. */
export function useAction(): {
  busy: boolean;
  error: unknown;
  run: (work: () => Promise<unknown>) => Promise<boolean>;
  /** Forgets the refusal. */
  reset: () => void;
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
  const reset = (): void => setState(({ busy }) => ({ busy }));
  return { busy: state.busy, error: state.error, run, reset };
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
  const { busy, error, run, reset } = useAction();
  const show = (): void => {
    setText('');
    reset();
    setOpen(true);
  };
  const confirm = async (): Promise<void> => {
    if (await run(act)) setOpen(false);
  };
  const tone = danger ? 'danger' : primary ? 'primary' : '';
  return (
    <>
      <button type="button" class={tone} disabled={disabled} onClick={show}>
        {label}
      </button>
      {open && (
        <FormDialog
          title={ask}
          action={label}
          onClose={() => setOpen(false)}
          onSubmit={() => void confirm()}
          error={error}
          danger={danger}
          disabled={busy || (typed !== undefined && text !== typed)}
        >
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
        </FormDialog>
      )}
    </>
  );
}

/** The head of a page. It gets the focus if one came to the page from another. */
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
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (hasNavigated()) heading.current?.focus();
  }, []);
  return (
    <header class="head">
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
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

/** Shows another page of a list. */
export function More({ onMore }: { onMore: () => void }): VNode {
  return (
    <button type="button" class="wide" onClick={onMore}>
      {t.more}
    </button>
  );
}
