import type { VNode } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { getMessage } from '../../../../packages/client/src/generated/sdk.gen.js';
import { got, isFinal, isObject, raw, Refused, refusalOf, type Session } from '../api.js';
import { useInstances } from '../choosers.js';
import { useLoad } from '../hooks.js';
import { type Input, type Operation, operationsIn } from '../operations.js';
import { changeQuery, type Place } from '../router.js';
import { t } from '../texts.js';
import { Act, Badge, Code, curlOf, Failure, Field, Head, NotDone, Show, useAction } from '../ui.js';

const texts = t.try;
const FIRST = 'sendText';
const INSTANCE = 'instanceId';

async function documented(): Promise<Operation[]> {
  const answer = await fetch('/openapi.json');
  if (!answer.ok) throw refusalOf(undefined, answer.status);
  return operationsIn(await answer.json());
}

export function TryScreen({ place, session }: { place: Place; session: Session }): VNode {
  const loaded = useLoad('openapi', documented);
  const instances = useInstances();
  return (
    <>
      <Head title={texts.title} lead={texts.lead} />
      <Show from={loaded}>
        {(operations) => {
          const wanted = place.query.get('operation') ?? FIRST;
          const operation = operations.find(({ id }) => id === wanted) ?? operations[0];
          const search = (place.query.get('q') ?? '').toLowerCase();
          const fitting = operations.filter(({ id, summary }) =>
            `${id} ${summary}`.toLowerCase().includes(search),
          );
          const options = operation && !fitting.includes(operation) ? [operation, ...fitting] : fitting;
          return (
            <>
              <div class="filters uneven">
                <Field label={texts.search}>
                  {(id) => (
                    <input
                      id={id}
                      type="search"
                      value={place.query.get('q') ?? ''}
                      onInput={({ currentTarget }) => changeQuery(place, { q: currentTarget.value }, true)}
                    />
                  )}
                </Field>
                <Field label={texts.operation}>
                  {(id) => (
                    <select
                      id={id}
                      value={operation?.id}
                      onChange={({ currentTarget }) => changeQuery(place, { operation: currentTarget.value })}
                    >
                      {options.map(({ id: each, summary }) => (
                        <option key={each} value={each}>
                          {summary} ({each})
                        </option>
                      ))}
                    </select>
                  )}
                </Field>
              </div>
              {operation && (
                <Form
                  key={operation.id}
                  operation={operation}
                  session={session}
                  instanceId={place.query.get('instance') ?? instances.data?.[0]?.instanceId ?? 'my-bot-1'}
                />
              )}
            </>
          );
        }}
      </Show>
    </>
  );
}

/** An id of a request. `crypto.randomUUID` is missing where the page came by plain http. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

interface Answer {
  status: number;
  text: string;
}

interface FormProps {
  operation: Operation;
  session: Session;
  instanceId: string;
}

function Form({ operation, session, instanceId }: FormProps): VNode {
  const { example, inputs, keyed, scope } = operation;
  const [values, setValues] = useState<Record<string, string>>({});
  const [json, setJson] = useState<string>();
  const [key, setKey] = useState(newId);
  const [answer, setAnswer] = useState<Answer>();
  const valueOf = ({ where, name, initial }: Input): string =>
    values[`${where} ${name}`] ?? (where === 'path' && name === INSTANCE ? instanceId : initial);
  const set = ({ where, name }: Input, value: string): void =>
    setValues({ ...values, [`${where} ${name}`]: value });
  const { body, fault } = useMemo(() => bodyOf(operation, valueOf, json), [operation, values, json]);
  const filled = (where: Input['where']): Record<string, string> =>
    Object.fromEntries(
      inputs
        .filter((input) => input.where === where && valueOf(input) !== '')
        .map((input) => [input.name, valueOf(input)]),
    );
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(filled('path')[name] ?? ''),
  );
  const query = new URLSearchParams(filled('query')).toString();
  const url = query === '' ? path : `${path}?${query}`;
  const headers: Record<string, string> = keyed ? { 'Idempotency-Key': key } : {};
  const send = async (): Promise<void> => {
    const init = {
      method: operation.method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    setAnswer(undefined);
    const response = await raw(url, init, session.token);
    setAnswer({ status: response.status, text: readable(await response.text()) });
    // Without an answer, or with the fault of a server, the request may have had its effect: it is repeated with its key.
    if (response.status < 500) setKey(newId());
  };
  const sections = [
    ['path', texts.path],
    ['query', texts.query],
    ['body', texts.body],
  ] as const;
  const sent = answer && sentIn(answer);
  return (
    <div class="columns">
      <form class="card" onSubmit={(event) => event.preventDefault()}>
        <div class="line">
          <span class="badge info">{operation.method}</span>
          <code class="path">{operation.path}</code>
        </div>
        <p>{operation.summary}</p>
        {scope !== undefined && !session.scopes.some((each) => each === scope) && (
          <p class="notice warn">{texts.needs(scope)}</p>
        )}
        {sections.map(([where, label]) => {
          const fields = inputs.filter((input) => input.where === where);
          if (fields.length === 0) return null;
          const asJson = where === 'body' && json !== undefined;
          return (
            <fieldset key={where}>
              <legend>{label}</legend>
              {asJson ? (
                <Field label={texts.jsonHint} hint={fault}>
                  {(id) => (
                    <textarea
                      id={id}
                      rows={10}
                      class="mono"
                      spellcheck={false}
                      value={json}
                      onInput={(event) => setJson(event.currentTarget.value)}
                    />
                  )}
                </Field>
              ) : (
                <Inputs fields={fields} valueOf={valueOf} set={set} />
              )}
              {where === 'body' && (
                <button
                  type="button"
                  class="small"
                  onClick={() => setJson(asJson ? undefined : JSON.stringify(body ?? example ?? {}, null, 2))}
                >
                  {asJson ? texts.asForm : texts.asJson}
                </button>
              )}
            </fieldset>
          );
        })}
        {keyed && (
          <Field label={texts.key} hint={texts.keyHint}>
            {(id) => (
              <input
                id={id}
                class="mono"
                value={key}
                onInput={(event) => setKey(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
        {fault !== undefined && (
          <p class="notice bad" role="alert">
            {fault}
          </p>
        )}
        <div class="actions line">
          {operation.method === 'DELETE' ? (
            <Act label={texts.send} ask={texts.ask} will={texts.askWill} danger act={send} />
          ) : (
            <SendButton disabled={fault !== undefined} act={send} />
          )}
        </div>
      </form>
      <section class="card">
        {answer && (
          <>
            <div class="line" role="status">
              <h2>{texts.answer}</h2>
              <span class={`badge ${answer.status < 400 ? 'good' : 'bad'}`}>{answer.status}</span>
            </div>
            {sent !== undefined && (
              <Way key={sent} instanceId={filled('path')[INSTANCE] ?? ''} messageId={sent} />
            )}
            <Code label={texts.answer} text={answer.text} />
          </>
        )}
        <Code label={texts.asCurl} text={curlOf(operation.method, url, body, headers)} />
        <Code
          label={texts.asSdk}
          text={asSdk(operation.id, filled('path'), filled('query'), headers, body)}
        />
      </section>
    </div>
  );
}

interface InputsProps {
  fields: readonly Input[];
  valueOf: (input: Input) => string;
  set: (input: Input, value: string) => void;
}

/** The fields of a part of the request: first those that it needs, then the others, folded. */
function Inputs({ fields, valueOf, set }: InputsProps): VNode {
  const show = (some: readonly Input[]) =>
    some.map((input) => (
      <InputField
        key={input.name}
        input={input}
        value={valueOf(input)}
        onInput={(value) => set(input, value)}
      />
    ));
  const first = fields.filter(({ required, initial }) => required || initial !== '');
  const others = fields.filter((input) => !first.includes(input));
  return (
    <>
      {show(first)}
      {others.length > 0 && (
        <details class="more" open={first.length === 0}>
          <summary>{texts.others(others.length)}</summary>
          {show(others)}
        </details>
      )}
    </>
  );
}

function SendButton({ disabled, act }: { disabled: boolean; act: () => Promise<void> }): VNode {
  const { busy, error, run } = useAction();
  return (
    <>
      <button type="button" class="primary" disabled={busy || disabled} onClick={() => void run(act)}>
        {texts.send}
      </button>
      <NotDone error={error} />
    </>
  );
}

function InputField({
  input,
  value,
  onInput,
}: {
  input: Input;
  value: string;
  onInput: (value: string) => void;
}): VNode {
  const { name, required, options, kind, description } = input;
  const label = required ? `${name} (${texts.required})` : name;
  return (
    <Field label={label} hint={description}>
      {(id) =>
        options.length > 0 ? (
          <select id={id} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
            <option value="">{t.none}</option>
            {options.map((option) => (
              <option key={option} value={option}>
                {option}
              </option>
            ))}
          </select>
        ) : kind === 'json' ? (
          <textarea
            id={id}
            rows={3}
            class="mono"
            spellcheck={false}
            value={value}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        ) : (
          <input
            id={id}
            value={value}
            inputMode={kind === 'number' ? 'decimal' : undefined}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}

/** The body of the fields that are filled, or of the text. */
function bodyOf(
  { inputs, hasBody }: Operation,
  valueOf: (input: Input) => string,
  json: string | undefined,
): { body?: unknown; fault?: string } {
  if (!hasBody) return {};
  try {
    if (json !== undefined) return { body: JSON.parse(json) };
    const fields = inputs.filter((input) => input.where === 'body' && valueOf(input) !== '');
    if (fields.length === 0) return {};
    return { body: Object.fromEntries(fields.map((input) => [input.name, parsed(input, valueOf(input))])) };
  } catch {
    return { fault: texts.invalid };
  }
}

/** @throws SyntaxError */
function parsed({ kind }: Input, value: string): unknown {
  return kind === 'text' ? value : JSON.parse(value);
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The id of the message that was sent, if the answer has one. */
function sentIn({ status, text }: Answer): string | undefined {
  if (status >= 300 || !text.includes('"messageId"')) return undefined;
  const { data } = Object(JSON.parse(text));
  const id: unknown = isObject(data) ? data['messageId'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

const WAY = ['scheduled', 'pending', 'sent', 'delivered', 'read'] as const;

/** What becomes of a message, as it happens. */
function Way({ instanceId, messageId }: { instanceId: string; messageId: string }): VNode {
  const [over, setOver] = useState(false);
  const { data, error } = useLoad(
    `message ${instanceId} ${messageId}`,
    () => got(getMessage({ path: { instanceId, messageId } })),
    over ? undefined : 1500,
  );
  // Until it leaves, a scheduled message is not among the messages.
  const waits = error instanceof Refused && error.status === 404;
  const unknown = error !== undefined && !waits;
  const reported = data?.status ?? (waits ? 'scheduled' : 'pending');
  const status = reported === 'played' ? 'read' : reported;
  const ends = status === 'read' || status === 'failed' || (unknown && isFinal(error));
  useEffect(() => setOver(ends), [ends]);
  const at = WAY.findIndex((step) => step === status);
  return (
    <div class="way" role="status">
      <h3>{texts.way}</h3>
      {unknown && <Failure error={error} />}
      {unknown && !data ? null : status === 'failed' ? (
        <Badge state="failed" text={texts.failed} />
      ) : (
        <ol class="steps across">
          {WAY.map((step, index) => (
            <li key={step} class={index <= at ? 'past' : ''} aria-current={index === at ? 'step' : undefined}>
              {texts.ways[step]}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function asSdk(id: string, path: object, query: object, headers: object, body: unknown): string {
  const parts = Object.entries({ path, query, headers, body }).filter(
    ([, value]) => value !== undefined && Object.keys(Object(value)).length > 0,
  );
  const lines = parts.map(
    ([name, value]) => `  ${name}: ${JSON.stringify(value, null, 2).replaceAll('\n', '\n  ')},`,
  );
  return `const { data } = await ${id}({\n  client,\n${lines.map((line) => `${line}\n`).join('')}});`;
}
