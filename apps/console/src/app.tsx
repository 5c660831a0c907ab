import type { FunctionComponent, VNode } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { currentSession, login, logout, onSessionEnd, Refused, type Session } from './api.js';
import { navigate, type Place, usePlace } from './router.js';
import { AuditScreen } from './screens/audit.js';
import { DeliveriesScreen } from './screens/deliveries.js';
import { EndpointsScreen } from './screens/endpoints.js';
import { EventsScreen } from './screens/events.js';
import { InstanceScreen } from './screens/instance.js';
import { InstancesScreen } from './screens/instances.js';
import { KeysScreen } from './screens/keys.js';
import { OverviewScreen } from './screens/overview.js';
import { ScheduledScreen } from './screens/scheduled.js';
import { TryScreen } from './screens/try.js';
import { t } from './texts.js';
import { Failure, Field, Head, Link, messageOf, NotDone, useAction } from './ui.js';

const PAGES = [
  { path: '/', name: t.nav.overview, icon: 'M3 3h6v6H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 11h6v6H3z' },
  { path: '/deliveries', name: t.nav.deliveries, icon: 'M2 10 18 3l-5 14-3-6zM10 11l8-8' },
  { path: '/instances', name: t.nav.instances, icon: 'M6 2h8v16H6zM9 15h2' },
  { path: '/events', name: t.nav.events, icon: 'M2 10h4l2-6 4 12 2-6h4' },
  { path: '/try', name: t.nav.try, icon: 'M6 3l10 7-10 7z' },
  { path: '/scheduled', name: t.nav.scheduled, icon: 'M10 3a7 7 0 1 0 .1 0zM10 6v4l3 2' },
  {
    path: '/endpoints',
    name: t.nav.endpoints,
    icon: 'M10 10m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0M10 7V2M7.500 12 3 15M12.500 12 17 15',
  },
  { path: '/keys', name: t.nav.keys, icon: 'M7 10m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0M11 10h7M15 10v3' },
  { path: '/audit', name: t.nav.audit, icon: 'M4 2h12v16H4zM7 6h6M7 10h6M7 14h3' },
] as const;

type State = { session: Session } | { session: undefined; ended: boolean } | { error: unknown } | 'loading';

export function App(): VNode {
  const [state, setState] = useState<State>('loading');
  const begin = useCallback(() => {
    setState('loading');
    currentSession().then(
      (session) => setState(session ? { session } : { session, ended: false }),
      (error: unknown) => setState({ error }),
    );
  }, []);
  useEffect(() => {
    onSessionEnd(() => setState({ session: undefined, ended: true }));
    begin();
  }, [begin]);
  if (state === 'loading') return <p class="loading center">{t.loading}</p>;
  if ('error' in state)
    return (
      <main class="center">
        <Failure error={state.error} retry={begin} />
      </main>
    );
  const { session } = state;
  const open = (opened: Session): void => setState({ session: opened });
  if (!session) return <Login ended={state.ended} onSession={open} />;
  return (
    <Shell
      session={session}
      onSession={open}
      onLogout={() => setState({ session: undefined, ended: false })}
    />
  );
}

function Login({ ended, onSession }: { ended: boolean; onSession: (session: Session) => void }): VNode {
  const [key, setKey] = useState('');
  const { busy, error, run, reset } = useAction();
  useEffect(() => {
    document.title = `${t.login.title} · ${t.product}`;
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    void run(async () => onSession(await login(key.trim())));
  };
  return (
    <main class="login">
      <form onSubmit={submit}>
        <div class="brand">
          <Logo />
          {t.product}
        </div>
        <h1>{t.login.title}</h1>
        {ended && (
          <p class="notice warn" role="status">
            {t.login.ended}
          </p>
        )}
        <p>{t.login.lead}</p>
        <Field label={t.login.key}>
          {(id) => (
            <input
              id={id}
              type="password"
              name="key"
              autocomplete="current-password"
              required
              autoFocus
              value={key}
              onInput={(event) => {
                setKey(event.currentTarget.value);
                reset();
              }}
            />
          )}
        </Field>
        {error !== undefined && (
          <p class="notice bad" role="alert">
            {wordsOf(error)}
          </p>
        )}
        <button type="submit" class="primary" disabled={busy}>
          {t.login.submit}
        </button>
        <small>{t.login.hint}</small>
      </form>
    </main>
  );
}

function wordsOf(error: unknown): string {
  const status = error instanceof Refused ? error.status : 0;
  if (status === 401) return t.login.wrong;
  if (status === 429) return t.login.tooMany;
  return messageOf(error);
}

function Logo(): VNode {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="8" class="logo" />
      <path
        d="M8 22V11l4 4h8l4-4v11a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2Z"
        fill="none"
        stroke="#fff"
        stroke-width="2.4"
        stroke-linejoin="round"
      />
      <circle cx="13" cy="19" r="1.5" fill="#fff" />
      <circle cx="19" cy="19" r="1.5" fill="#fff" />
    </svg>
  );
}

interface ShellProps {
  session: Session;
  onSession: (session: Session) => void;
  onLogout: () => void;
}

function Shell({ session, onSession, onLogout }: ShellProps): VNode {
  const place = usePlace();
  const { busy, error, run } = useAction();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [place]);
  const leave = (): void => {
    void run(async () => {
      await logout(session);
      navigate('/');
      onLogout();
    });
  };
  const [drawer, setDrawer] = useState(session.emulator && location.hash === '#phones');
  const section = `/${place.path.split('/')[1] ?? ''}`;
  return (
    <div class={drawer ? 'shell with-drawer' : 'shell'}>
      <a class="skip" href="#content">
        {t.skip}
      </a>
      <header class="side">
        <div class="bar">
          <Link to="/" class="brand">
            <Logo />
            {t.product}
          </Link>
          <button
            type="button"
            class="menu"
            aria-expanded={open}
            aria-controls="nav"
            onClick={() => setOpen(!open)}
          >
            {t.menu}
          </button>
        </div>
        <nav id="nav" class={open ? 'open' : ''} aria-label={t.console}>
          {PAGES.map(({ path, name, icon }) => (
            <Link key={path} to={path} aria-current={section === path ? 'page' : undefined}>
              <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                <path d={icon} />
              </svg>
              {name}
            </Link>
          ))}
          <div class="who">
            {session.emulator && (
              <button
                type="button"
                class="small"
                aria-expanded={drawer}
                aria-controls="drawer"
                onClick={() => setDrawer(!drawer)}
              >
                {t.phones.open}
              </button>
            )}
            <small>{t.signedIn(session.keyName)}</small>
            <button type="button" class="small" disabled={busy} onClick={leave}>
              {t.logout}
            </button>
            <NotDone error={error} />
          </div>
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <Page place={place} session={session} onSession={onSession} />
      </main>
      {drawer && <Drawer session={session} onClose={() => setDrawer(false)} />}
    </div>
  );
}

/** The phones of the emulator beside the page. Only those who need them load their script. */
function Drawer({ session, onClose }: { session: Session; onClose: () => void }): VNode {
  const [{ Phones }, setParts] = useState<{ Phones?: FunctionComponent<{ session: Session }> }>({});
  const { error, run } = useAction();
  useEffect(() => {
    void run(async () => setParts({ Phones: (await import('./drawer.js')).Drawer }));
  }, []);
  return (
    <aside id="drawer" class="drawer" aria-label={t.phones.title}>
      <header class="line">
        <h2 class="spring">{t.phones.title}</h2>
        <button type="button" class="small quiet" onClick={onClose}>
          {t.close}
        </button>
      </header>
      <p class="faint">{t.phones.lead}</p>
      <NotDone error={error} />
      {Phones && <Phones session={session} />}
    </aside>
  );
}

interface PageProps {
  place: Place;
  session: Session;
  onSession: (session: Session) => void;
}

/** The parts of a path; undefined: it is malformed. */
function partsOf(path: string): string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function Page({ place, session, onSession }: PageProps): VNode {
  const [, section, id] = partsOf(place.path) ?? [];
  switch (section) {
    case '':
      return <OverviewScreen session={session} />;
    case 'deliveries':
      return <DeliveriesScreen place={place} session={session} />;
    case 'instances':
      return id === undefined ? (
        <InstancesScreen session={session} />
      ) : (
        <InstanceScreen key={id} id={id} session={session} />
      );
    case 'events':
      return <EventsScreen place={place} />;
    case 'try':
      return <TryScreen place={place} session={session} />;
    case 'scheduled':
      return <ScheduledScreen place={place} session={session} />;
    case 'endpoints':
      return <EndpointsScreen place={place} session={session} />;
    case 'keys':
      return <KeysScreen session={session} onSession={onSession} />;
    case 'audit':
      return <AuditScreen place={place} />;
    default:
      return (
        <>
          <Head title={t.notFound.title} lead={t.notFound.lead} />
          <Link to="/">{t.notFound.back}</Link>
        </>
      );
  }
}
