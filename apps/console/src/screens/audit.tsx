import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { listAudit } from '../../../../packages/client/src/generated/sdk.gen.js';
import type { AuditEntry } from '../../../../packages/client/src/generated/types.gen.js';
import { got } from '../api.js';
import { useLoad } from '../hooks.js';
import { changeQuery, type Place } from '../router.js';
import { t } from '../texts.js';
import { Cell, curlOf, Empty, Field, Head, More, Show, Table, TextFilter, Time } from '../ui.js';

const texts = t.audit;
const FILTERS = [
  ['keyId', texts.key],
  ['operation', texts.operation],
  ['instanceId', t.deliveries.instance],
] as const;

interface Filter {
  keyId?: string;
  operation?: string;
  instanceId?: string;
}

async function pagesOf(filter: Filter, count: number): Promise<{ entries: AuditEntry[]; more: boolean }> {
  const entries: AuditEntry[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < count; page += 1) {
    const next = await got(listAudit({ query: { ...filter, limit: 50, ...(cursor && { cursor }) } }));
    entries.push(...next.entries);
    cursor = next.nextCursor;
    if (cursor === undefined) break;
  }
  return { entries, more: cursor !== undefined };
}

export function AuditScreen({ place }: { place: Place }): VNode {
  const [pages, setPages] = useState(1);
  const set = FILTERS.flatMap(([name]) => {
    const value = place.query.get(name);
    return value ? [[name, value]] : [];
  });
  const filter: Filter = Object.fromEntries(set);
  const loaded = useLoad(JSON.stringify(['audit', filter, pages]), () => pagesOf(filter, pages));
  const columns = [
    texts.at,
    texts.who,
    texts.operation,
    t.deliveries.instance,
    texts.target,
    texts.outcome,
    texts.from,
  ];
  return (
    <>
      <Head title={texts.title} lead={texts.lead}>
        <button type="button" onClick={() => void loaded.reload()}>
          {t.reload}
        </button>
      </Head>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        {FILTERS.map(([name, label]) => (
          <Field key={name} label={label}>
            {(id) => (
              <TextFilter
                id={id}
                value={place.query.get(name) ?? ''}
                onChange={(text) => changeQuery(place, { [name]: text })}
              />
            )}
          </Field>
        ))}
      </form>
      <Show from={loaded}>
        {({ entries, more }) =>
          entries.length === 0 ? (
            set.length > 0 ? (
              <Empty title={texts.emptyFiltered} />
            ) : (
              <Empty title={texts.emptyTitle} lead={texts.emptyLead} curl={curlOf('GET', '/api/v1/audit')} />
            )
          ) : (
            <>
              <Table label={texts.list} columns={columns}>
                {entries.map(
                  ({
                    correlationId,
                    at,
                    keyName,
                    keyId,
                    operation,
                    instanceId,
                    target,
                    status,
                    code,
                    address,
                  }) => (
                    <tr key={correlationId}>
                      <Cell of={texts.at}>
                        <Time at={at} />
                      </Cell>
                      <Cell of={texts.who}>
                        <span title={keyId}>{keyName}</span>
                      </Cell>
                      <Cell of={texts.operation}>{operation}</Cell>
                      <Cell of={t.deliveries.instance}>{instanceId ?? t.none}</Cell>
                      <Cell of={texts.target} mono>
                        {target ?? t.none}
                      </Cell>
                      <Cell of={texts.outcome}>
                        <span class={`badge ${status < 400 ? 'good' : 'bad'}`}>
                          {status} {code}
                        </span>
                      </Cell>
                      <Cell of={texts.from} mono>
                        {address}
                      </Cell>
                    </tr>
                  ),
                )}
              </Table>
              {more && <More onMore={() => setPages(pages + 1)} />}
            </>
          )
        }
      </Show>
    </>
  );
}
