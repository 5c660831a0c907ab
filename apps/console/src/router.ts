import { useEffect, useState } from 'preact/hooks';

export const BASE = '/console';

/** Where the console is: the path below {@link BASE}, and the query. */
export interface Place {
  path: string;
  query: URLSearchParams;
}

const CHANGED = 'console:navigated';
let navigated = false;

function here(): Place {
  const path = location.pathname.slice(BASE.length).replace(/\/$/, '') || '/';
  return { path, query: new URLSearchParams(location.search) };
}

export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const update = (): void => {
      navigated = true;
      setPlace(here());
    };
    addEventListener('popstate', update);
    addEventListener(CHANGED, update);
    return () => {
      removeEventListener('popstate', update);
      removeEventListener(CHANGED, update);
    };
  }, []);
  return place;
}

/** Whether the page that is shown is another than the one that the browser loaded. */
export function hasNavigated(): boolean {
  return navigated;
}

/** @param to a path below {@link BASE}, with its query */
export function hrefOf(to: string): string {
  return `${BASE}${to}`;
}

export function navigate(to: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', hrefOf(to));
  dispatchEvent(new Event(CHANGED));
}

/** A path with a query of the values that are set. */
export function withQuery(path: string, values: Record<string, string | undefined>): string {
  const set = Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = new URLSearchParams(set).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Changes some values of the query, and stays on the page. */
export function changeQuery(
  place: Place,
  changes: Record<string, string | undefined>,
  replace = false,
): void {
  navigate(withQuery(place.path, { ...Object.fromEntries(place.query), ...changes }), { replace });
}
