import type { ComponentChildren, VNode } from 'preact';
import { listInstances } from '../../../packages/client/src/generated/sdk.gen.js';
import type { Instance } from '../../../packages/client/src/generated/types.gen.js';
import { got, type Session } from './api.js';
import { GLOBAL } from './endpoints.js';
import { type Loaded, useLoad } from './hooks.js';
import { changeQuery, type Place } from './router.js';
import { t } from './texts.js';
import { curlOf, Empty, Field, Show } from './ui.js';

export function useInstances(everyMs?: number): Loaded<Instance[]> {
  return useLoad('instances', () => got(listInstances()), everyMs);
}

/** The instance that a page is about: the one of the query or, without it, the first. */
export function chosenInstance(wanted: string | null, instances: readonly Instance[]): string {
  return wanted ?? instances[0]?.instanceId ?? '';
}

/** Chooses an instance, or the global endpoints. */
export function InstanceChoice({
  value,
  instances,
  onChange,
  global = false,
}: {
  value: string;
  instances: readonly Instance[];
  onChange: (id: string) => void;
  global?: boolean;
}): VNode {
  const known = instances.some(({ instanceId }) => instanceId === value) || (global && value === GLOBAL);
  return (
    <Field label={t.deliveries.instance}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {!known && <option value={value}>{value}</option>}
          {instances.map(({ instanceId }) => (
            <option key={instanceId} value={instanceId}>
              {instanceId}
            </option>
          ))}
          {global && <option value={GLOBAL}>{t.deliveries.global}</option>}
        </select>
      )}
    </Field>
  );
}

/** Whether a key may see what belongs to no instance. */
export function seesAll({ instances }: Session): boolean {
  return instances === null;
}

/** A page about an instance, which is chosen at its head, among what else filters it. */
export function OfInstance({
  place,
  filters,
  children,
}: {
  place: Place;
  filters?: ComponentChildren;
  children: (id: string) => ComponentChildren;
}): VNode {
  return (
    <Show from={useInstances()}>
      {(all) => {
        const id = chosenInstance(place.query.get('instance'), all);
        if (id === '')
          return (
            <Empty
              title={t.events.noInstance}
              curl={curlOf('POST', '/api/v1/instances', { instanceId: 'my-bot-1' })}
            />
          );
        return (
          <>
            <div class="filters">
              <InstanceChoice
                value={id}
                instances={all}
                onChange={(instance) => changeQuery(place, { instance })}
              />
              {filters}
            </div>
            {children(id)}
          </>
        );
      }}
    </Show>
  );
}
