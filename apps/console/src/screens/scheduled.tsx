import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { cancelScheduled, listScheduled } from '../../../../packages/client/src/generated/sdk.gen.js';
import type { Scheduled } from '../../../../packages/client/src/generated/types.gen.js';
import { got, type Session } from '../api.js';
import { OfInstance } from '../choosers.js';
import { useLoad } from '../hooks.js';
import type { Place } from '../router.js';
import { t } from '../texts.js';
import { Act, Badge, Cell, curlOf, Empty, Head, More, Show, Table, Time } from '../ui.js';

const texts = t.scheduled;
const PER_PAGE = 100;

export function ScheduledScreen({ place, session }: { place: Place; session: Session }): VNode {
  return (
    <>
      <Head title={texts.title} lead={texts.lead} />
      <OfInstance place={place}>{(id) => <List key={id} id={id} session={session} />}</OfInstance>
    </>
  );
}

async function pagesOf(instanceId: string, count: number): Promise<{ messages: Scheduled[]; more: boolean }> {
  const messages: Scheduled[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < count; page += 1) {
    const next = await got(
      listScheduled({ path: { instanceId }, query: { limit: PER_PAGE, ...(cursor && { cursor }) } }),
    );
    messages.push(...next.messages);
    cursor = next.nextCursor;
    if (cursor === undefined) break;
  }
  return { messages, more: cursor !== undefined };
}

function List({ id, session }: { id: string; session: Session }): VNode {
  const [pages, setPages] = useState(1);
  const loaded = useLoad(`scheduled ${id} ${pages}`, () => pagesOf(id, pages), 5000);
  const columns = [texts.sendAt, texts.to, texts.kind, texts.state, texts.take];
  return (
    <Show from={loaded}>
      {({ messages, more }) => {
        if (messages.length === 0)
          return (
            <Empty
              title={texts.emptyTitle}
              lead={texts.emptyLead}
              curl={curlOf('POST', `/api/v1/instances/${encodeURIComponent(id)}/messages/text`, {
                to: '6281234567890',
                text: 'See you tomorrow',
                sendAt: new Date(Date.now() + 86_400_000).toISOString(),
              })}
            />
          );
        const last = messages
          .filter(({ state }) => state === 'scheduled')
          .reduce((latest, { sendAt }) => (sendAt > latest ? sendAt : latest), '');
        return (
          <>
            {last !== '' && !more && (
              <p>
                {texts.last} <Time at={last} /> (<Time at={last} full />)
              </p>
            )}
            <Table label={texts.list} columns={columns}>
              {messages.map(({ messageId, to, kind, sendAt, state, error }) => (
                <tr key={messageId}>
                  <Cell of={texts.sendAt}>
                    <Time at={sendAt} />
                  </Cell>
                  <Cell of={texts.to} mono>
                    {to}
                  </Cell>
                  <Cell of={texts.kind}>{kind}</Cell>
                  <Cell of={texts.state}>
                    <Badge state={state} /> {error}
                  </Cell>
                  <Cell of={texts.take}>
                    {state === 'scheduled' && session.scopes.includes('messages:send') ? (
                      <Act
                        label={texts.take}
                        ask={texts.takeAsk}
                        will={texts.takeWill}
                        danger
                        act={async () =>
                          got(cancelScheduled({ path: { instanceId: id, messageId } })).then(loaded.reload)
                        }
                      />
                    ) : (
                      t.none
                    )}
                  </Cell>
                </tr>
              ))}
            </Table>
            {more && <More onMore={() => setPages(pages + 1)} />}
          </>
        );
      }}
    </Show>
  );
}
