import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import {
  createKey,
  listKeys,
  revokeKey,
  rotateKey,
} from '../../../../packages/client/src/generated/sdk.gen.js';
import type { CreateKey, Key, Scope } from '../../../../packages/client/src/generated/types.gen.js';
import { got, login, renew, type Session } from '../api.js';
import { useLoad } from '../hooks.js';
import { t } from '../texts.js';
import {
  Act,
  Cell,
  Code,
  curlOf,
  Dialog,
  Empty,
  Field,
  TextField,
  FormDialog,
  Head,
  More,
  Show,
  Table,
  Time,
  useAction,
} from '../ui.js';

const texts = t.keys;
const PRESETS = ['reader', 'sender', 'bot', 'operator', 'admin'] as const;
type Preset = (typeof PRESETS)[number];

interface KeysProps {
  session: Session;
  onSession: (session: Session) => void;
}

async function pagesOf(count: number): Promise<{ keys: Key[]; more: boolean }> {
  const keys: Key[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < count; page += 1) {
    const next = await got(listKeys({ query: { limit: 100, ...(cursor && { cursor }) } }));
    keys.push(...next.keys);
    cursor = next.nextCursor;
    if (cursor === undefined) break;
  }
  return { keys, more: cursor !== undefined };
}

export function KeysScreen({ session, onSession }: KeysProps): VNode {
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<string>();
  // Nothing may end the page while it shows what is shown once.
  const [pages, setPages] = useState(1);
  const loaded = useLoad(`keys ${pages}`, () => pagesOf(pages), shown === undefined ? 10_000 : undefined);
  const rotate = async (keyId: string): Promise<void> => {
    const { key } = await got(rotateKey({ path: { keyId } }));
    setShown(key);
    // The session ended with the previous secret.
    if (keyId === session.keyId) onSession(await login(key));
  };
  const rotating = (keyId: string) => async (): Promise<void> => {
    await (keyId === session.keyId ? renew(() => rotate(keyId)) : rotate(keyId));
    await loaded.reload();
  };
  const columns = [texts.name, texts.scopes, texts.instances, texts.used, texts.ends, t.instances.actions];
  return (
    <>
      <Head title={texts.title} lead={texts.lead}>
        {session.scopes.includes('keys:admin') && (
          <button type="button" class="primary" onClick={() => setOpen(true)}>
            {texts.create}
          </button>
        )}
      </Head>
      {open && (
        <Create
          session={session}
          onClose={() => setOpen(false)}
          onDone={async (key) => {
            setOpen(false);
            setShown(key);
            await loaded.reload();
          }}
        />
      )}
      {shown !== undefined && (
        <Dialog title={texts.create} onClose={() => setShown(undefined)}>
          <p>{texts.shown}</p>
          <Code label={t.login.key} text={shown} />
        </Dialog>
      )}
      <Show from={loaded}>
        {({ keys, more }) =>
          keys.length === 0 ? (
            <Empty
              title={texts.emptyTitle}
              lead={texts.emptyLead}
              curl={curlOf('POST', '/api/v1/keys', { name: 'order service', preset: 'sender' })}
            />
          ) : (
            <>
              <Table label={texts.list} columns={columns}>
                {keys.map(({ keyId, name, scopes, instances, lastUsedAt, expiresAt }) => (
                  <tr key={keyId}>
                    <Cell of={texts.name}>
                      {name} <small class="mono faint">{keyId}</small>
                    </Cell>
                    <Cell of={texts.scopes}>
                      <span title={scopes.map((scope) => t.scopes[scope]).join('\n')}>
                        {scopes.join(', ')}
                      </span>
                    </Cell>
                    <Cell of={texts.instances}>{instances?.join(', ') ?? t.all}</Cell>
                    <Cell of={texts.used}>
                      {lastUsedAt === null ? texts.never : <Time at={lastUsedAt} />}
                    </Cell>
                    <Cell of={texts.ends}>{expiresAt === null ? texts.never : <Time at={expiresAt} />}</Cell>
                    <Cell of={t.instances.actions}>
                      <Act
                        label={texts.rotate}
                        ask={texts.rotateAsk}
                        will={texts.rotateWill}
                        act={rotating(keyId)}
                      />{' '}
                      <Act
                        label={texts.revoke}
                        ask={texts.revokeAsk}
                        will={texts.revokeWill}
                        danger
                        act={async () => got(revokeKey({ path: { keyId } })).then(loaded.reload)}
                      />
                    </Cell>
                  </tr>
                ))}
              </Table>
              {more && <More onMore={() => setPages(pages + 1)} />}
            </>
          )
        }
      </Show>
    </>
  );
}

interface CreateProps {
  session: Session;
  onClose: () => void;
  onDone: (key: string) => Promise<void>;
}

function Create({ session, onClose, onDone }: CreateProps): VNode {
  const [name, setName] = useState('');
  const [preset, setPreset] = useState<Preset | ''>('sender');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [instances, setInstances] = useState('');
  const { busy, error, run } = useAction();
  const submit = (): void => {
    const only = instances
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
    const body: CreateKey = {
      name,
      ...(preset === '' ? { scopes: [...scopes] } : { preset }),
      ...(only.length > 0 && { instances: only }),
    };
    void run(async () => onDone((await got(createKey({ body }))).key));
  };
  const toggle = (scope: Scope): void =>
    setScopes(scopes.includes(scope) ? scopes.filter((each) => each !== scope) : [...scopes, scope]);
  return (
    <FormDialog
      title={texts.create}
      action={texts.createDo}
      onClose={onClose}
      onSubmit={submit}
      error={error}
      disabled={busy}
    >
      <TextField label={texts.name} required autoFocus value={name} onText={setName} />
      <Field label={texts.preset}>
        {(id) => (
          <select
            id={id}
            value={preset}
            onChange={(event) => setPreset(PRESETS.find((each) => each === event.currentTarget.value) ?? '')}
          >
            {PRESETS.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
            <option value="">{texts.presetNone}</option>
          </select>
        )}
      </Field>
      {preset === '' && (
        <fieldset class="scopes">
          <legend>{texts.scopes}</legend>
          {session.scopes.map((scope) => (
            <label key={scope} class="check">
              <input type="checkbox" checked={scopes.includes(scope)} onChange={() => toggle(scope)} />
              <span>
                <span class="mono">{scope}</span>
                <small>{t.scopes[scope]}</small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      <TextField label={texts.only} spellcheck={false} value={instances} onText={setInstances} />
    </FormDialog>
  );
}
