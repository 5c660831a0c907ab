/** What a key may do, by what can go wrong. The OpenAPI document and `docs/keys.md` are made from this list. */
export const SCOPES = {
  'instances:read': 'See instances, their connection, their profile and their privacy settings',
  'instances:connect': 'Link, connect and disconnect instances',
  'instances:admin': 'Create, change and delete instances',
  'messages:read': 'Read messages and their files, and status posts',
  'messages:send': 'Send, edit, delete and schedule messages, react, and show that the account is typing',
  'chats:read': 'List chats',
  'chats:write': 'Archive, clear and delete chats, star and mark messages as read',
  'contacts:read': 'See contacts, blocked contacts and presence',
  'contacts:write': 'Save, remove, block and unblock contacts',
  'groups:read': 'See groups, communities and channels',
  'groups:write': 'Create, change, join and leave groups, communities and channels',
  'profile:write': 'Change the profile and the privacy settings',
  'business:read': 'See the catalog, orders, labels and quick replies',
  'business:write': 'Change the catalog, labels, quick replies and the business profile',
  'webhooks:read': 'See webhook endpoints and deliveries, payloads included',
  'webhooks:write': 'Change, test, pause and resume webhook endpoints',
  'webhooks:replay': 'Deliver events again',
  'events:read': 'Read and follow the event log',
  'keys:admin': 'Make, change and revoke keys that may do no more than this one',
  'metrics:read': 'Read the metrics, and see the servers that share the database',
  'audit:read': 'Read the audit log',
} as const satisfies Record<string, string>;

export type Scope = keyof typeof SCOPES;

/** Stands for a scope where only the root key will do: no other key can have it. */
export const ROOT_ONLY = 'root';

/** What an operation needs. */
export type RequiredScope = Scope | typeof ROOT_ONLY;

export function isScope(name: string): name is Scope {
  return Object.hasOwn(SCOPES, name);
}

/** All scopes, in the order of the documentation. */
export const SCOPE_NAMES: readonly Scope[] = Object.keys(SCOPES).filter(isScope);

/** Sets of scopes for usual purposes. */
export const PRESETS = {
  reader: SCOPE_NAMES.filter((scope) => scope.endsWith(':read') && !/^(?:audit|metrics)/.test(scope)),
  sender: ['instances:read', 'messages:send', 'contacts:read'],
  bot: [
    'instances:read',
    'messages:read',
    'messages:send',
    'chats:read',
    'chats:write',
    'contacts:read',
    'groups:read',
    'events:read',
  ],
  operator: [
    'instances:read',
    'instances:connect',
    'instances:admin',
    'webhooks:read',
    'webhooks:write',
    'webhooks:replay',
    'events:read',
    'metrics:read',
    'audit:read',
  ],
  admin: SCOPE_NAMES,
} as const satisfies Record<string, readonly Scope[]>;

export type Preset = keyof typeof PRESETS;

export function isPreset(name: string): name is Preset {
  return Object.hasOwn(PRESETS, name);
}

export const PRESET_NAMES: readonly Preset[] = Object.keys(PRESETS).filter(isPreset);
