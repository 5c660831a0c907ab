import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Refused } from './api.js';

/** Something that is read from the server. */
export interface Loaded<T> {
  data: T | undefined;
  error: unknown;
  /** Reads it again. */
  reload: () => Promise<void>;
}

/**
 * Reads something whenever `key` changes and, while the page is visible, again and again, unless the key may not read it.
 * @param everyMs time between two reads; undefined: once
 */
export function useLoad<T>(key: string, load: () => Promise<T>, everyMs?: number): Loaded<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: unknown }>({ key });
  const latest = useRef(load);
  latest.current = load;
  const wanted = useRef(key);
  wanted.current = key;
  const forbidden = useRef(false);
  const reload = useCallback(async (): Promise<void> => {
    try {
      const data = await latest.current();
      if (wanted.current !== key) return;
      forbidden.current = false;
      setState({ key, data });
    } catch (error) {
      if (wanted.current !== key) return;
      forbidden.current = error instanceof Refused && error.status === 403;
      setState((before) => ({ ...(before.key === key ? before : {}), key, error }));
    }
  }, [key]);
  useEffect(() => {
    forbidden.current = false;
    void reload();
  }, [reload]);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const wait = (): void => {
      timer = setTimeout(() => void round(), everyMs);
    };
    const round = async (): Promise<void> => {
      if (!document.hidden && !forbidden.current) await reload();
      if (!over) wait();
    };
    wait();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [reload, everyMs]);
  const current = state.key === key ? state : undefined;
  return { data: current?.data, error: current?.error, reload };
}

/** The time, epoch ms, each second. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
