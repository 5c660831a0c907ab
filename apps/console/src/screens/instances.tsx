import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { createInstance } from '../../../../packages/client/src/generated/sdk.gen.js';
import { got, type Session } from '../api.js';
import { useInstances } from '../choosers.js';
import { navigate } from '../router.js';
import { t } from '../texts.js';
import {
  Badge,
  Cell,
  curlOf,
  Empty,
  TextField,
  FormDialog,
  Head,
  Link,
  Show,
  Table,
  Time,
  useAction,
} from '../ui.js';

export function pathOf(instanceId: string): string {
  return `/instances/${encodeURIComponent(instanceId)}`;
}

export function InstancesScreen({ session }: { session: Session }): VNode {
  const instances = useInstances(5000);
  const [open, setOpen] = useState(false);
  const texts = t.instances;
  return (
    <>
      <Head title={texts.title} lead={texts.lead}>
        {session.scopes.includes('instances:admin') && (
          <button type="button" class="primary" onClick={() => setOpen(true)}>
            {texts.create}
          </button>
        )}
      </Head>
      {open && <Create onClose={() => setOpen(false)} />}
      <Show from={instances}>
        {(all) =>
          all.length === 0 ? (
            <Empty
              title={texts.emptyTitle}
              lead={texts.emptyLead}
              curl={curlOf('POST', '/api/v1/instances', {
                instanceId: 'my-bot-1',
                webhookUrl: 'https://example.com/webhook',
              })}
            />
          ) : (
            <Table
              label={texts.list}
              columns={[texts.id, t.deliveries.state, t.endpoints.url, texts.lastActivity]}
            >
              {all.map(({ instanceId, status, webhookUrl, lastActivity }) => (
                <tr key={instanceId}>
                  <Cell of={texts.id}>
                    <Link to={pathOf(instanceId)}>{instanceId}</Link>
                  </Cell>
                  <Cell of={t.deliveries.state}>
                    <Badge state={status} />
                  </Cell>
                  <Cell of={t.endpoints.url} mono>
                    {webhookUrl ?? t.none}
                  </Cell>
                  <Cell of={texts.lastActivity}>
                    <Time at={lastActivity} />
                  </Cell>
                </tr>
              ))}
            </Table>
          )
        }
      </Show>
    </>
  );
}

function Create({ onClose }: { onClose: () => void }): VNode {
  const [instanceId, setId] = useState('');
  const [webhookUrl, setUrl] = useState('');
  const { busy, error, run } = useAction();
  const submit = (): void => {
    void run(async () => {
      const body = { instanceId, ...(webhookUrl !== '' && { webhookUrl }) };
      await got(createInstance({ body }));
      navigate(pathOf(instanceId));
    });
  };
  return (
    <FormDialog
      title={t.instances.create}
      action={t.instances.createDo}
      onClose={onClose}
      onSubmit={submit}
      error={error}
      disabled={busy}
    >
      <TextField
        label={t.instances.id}
        hint={t.instances.idHint}
        required
        autoFocus
        spellcheck={false}
        value={instanceId}
        onText={setId}
      />
      <TextField
        label={t.instances.webhook}
        url
        placeholder="https://example.com/webhook"
        value={webhookUrl}
        onText={setUrl}
      />
    </FormDialog>
  );
}
