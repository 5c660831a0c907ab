import { examplePayload } from '#libs/events';

type Schema = Readonly<Record<string, unknown>>;

/** When it all happens, where a schema does not say. */
const MOMENT = '2026-01-31T09:00:00.000Z';

/**
 * Examples of properties that have none of their own, by name. `Schema.property` goes before `property`, adds a property that
 * may be absent, and leaves one out if it is undefined. Schemas are without `Dto` at the end.
 */
const KNOWN: Schema = {
  ...ofEach(['Message', 'FoundMessage'], {
    ...examplePayload('message'),
    starred: false,
    pinned: false,
    kept: false,
    labels: ['6'],
  }),
  ...ofEach(['ChannelPost'], {
    ...examplePayload('channel_post'),
    deleted: false,
    isGroup: false,
    fromMe: false,
  }),
  ...ofEach(['ContactStatusPost'], { ...examplePayload('status_post'), muted: false }),
  ...ofEach(['OwnStatusPost'], {
    ...examplePayload('status_post'),
    senderPhone: undefined,
    senderName: undefined,
    participant: '6281234567890@s.whatsapp.net',
    fromMe: true,
  }),
  ...ofEach(['Instance'], {
    webhookEnabled: true,
    rejectCalls: false,
    typing: false,
    proxy: null,
  }),
  ...ofEach(['Status'], { status: 'connected', name: 'Acme Shop', connectedAt: MOMENT }),
  ...ofEach(['Connection'], {
    status: 'qr_required',
    phone: undefined,
    pairingCode: undefined,
    qrExpiresAt: MOMENT,
    qr: '2@yPzG6nYJ3mVxQe7T,wLk2b8c=,dGhpcyBpcyBubyBjb2Rl=,bm90IG9uZSBlaXRoZXI=,1',
  }),
  ...ofEach(['Qr'], { qr: '2@yPzG6nYJ3mVxQe7T,wLk2b8c=,dGhpcyBpcyBubyBjb2Rl=,bm90IG9uZSBlaXRoZXI=,1' }),
  ...ofEach(['Passkey'], { code: undefined }),
  ...ofEach(['Scheduled'], { error: undefined }),
  ...ofEach(['Chat'], {
    unreadCount: 2,
    isGroup: false,
    labels: ['6'],
    pinnedMessages: ['3EB0C431C26A1916E07A'],
    archived: false,
    pinned: false,
    muted: false,
    markedUnread: false,
  }),
  ...ofEach(['AddressResult'], { reason: undefined }),
  ...ofEach(['PersonReceipt'], { deliveredAt: MOMENT }),
  ...ofEach(['Group', 'NewGroup', 'GroupSummary', 'PersonalGroupInvitation', 'PersonalInvitation'], {
    announce: false,
    restrict: false,
    membersCanAdd: true,
    joinApproval: false,
    isCommunity: false,
    isAnnouncementGroup: false,
    communityJid: undefined,
  }),
  ...ofEach(['Channel'], { name: 'Acme News', verified: false }),
  ...ofEach(['StatusAudience'], { people: ['6281234567890@s.whatsapp.net'] }),
  ...ofEach(['Label'], { name: 'New customer' }),
  ...ofEach(['QuickReply'], { message: 'We are open from 9 to 5.', keywords: ['open'] }),
  ...ofEach(['WebhookStatus'], { heldReason: undefined, pausedReason: undefined }),
  ...ofEach(['Delivery', 'DeliveryDetail'], {
    event: 'message',
    sequence: 42,
    state: 'delivered',
    attempts: 1,
    lastError: undefined,
    data: examplePayload('message'),
  }),
  ...ofEach(['Attempt'], { number: 1, latencyMs: 42, status: 200, error: undefined }),
  ...ofEach(['Endpoint', 'SecretEndpoint'], { filter: null, fromEnvironment: false }),
  ...ofEach(['WebhookTest'], { body: 'thank you' }),
  ...ofEach(['EventsPage'], { nextAfter: 42, lastSequence: 42, missing: [] }),
  ...ofEach(['Key', 'NewKey'], {
    name: 'order service',
    rateLimitPerMinute: 600,
    previousValidUntil: null,
  }),
  ...ofEach(['AuditEntry'], { status: 503, correlationId: '7f9f0b1e-6a51-4d0e-9b1c-2f6f3c1f7d10' }),
  ...ofEach(['OwnKey'], {
    name: 'order service',
    scopes: ['messages:send', 'messages:read'],
    expiresAt: null,
  }),
  ...ofEach(['NewBackup'], { durationMs: 900, files: 12, rows: 34_000, removed: [] }),
  emoji: '👍',
  failuresInARow: 0,
  headerNames: ['X-Tenant'],
  keyName: 'order service',
  pending: 2,
  delivered: 160,
  parked: 0,
  sha256: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  sizeBytes: 1_048_576,
  url: 'https://mmg.whatsapp.net/o1/bread.jpg',
};

function ofEach(names: readonly string[], properties: object): Schema {
  return Object.fromEntries(
    names.flatMap((name) =>
      Object.entries(properties).map(([property, value]) => [`${name}.${property}`, value]),
    ),
  );
}

/**
 * Makes examples of values from their schemas: of the properties that are required, and of those that may be absent but have an
 * example of their own.
 */
export class Examples {
  /** @param schemas the components */
  constructor(private readonly schemas: Schema) {}

  /** @throws Error if nothing is known about a property that has to have an example */
  of(schema: unknown): unknown {
    return this.value(isSchema(schema) ? schema : {}, { owner: '', name: 'an answer' });
  }

  private value(schema: Schema, place: { owner: string; name: string }): unknown {
    const { $ref, allOf, anyOf, oneOf, type, items, properties, format } = schema;
    if ('example' in schema) return schema['example'];
    if (typeof $ref === 'string') return this.component($ref.slice($ref.lastIndexOf('/') + 1), place);
    const [word] = listOf(schema['enum']);
    if (word !== undefined) return word;
    const [first] = [...listOf(anyOf), ...listOf(oneOf)];
    if (isSchema(first)) return this.value(first, place);
    const parts = listOf(allOf).filter(isSchema);
    if (parts.length > 0) return this.merged(parts, place);
    if (isSchema(properties)) return this.object(schema, properties, place.owner);
    if (type === 'array' && isSchema(items)) return [this.value(items, place)];
    if (type === 'boolean') return true;
    if (format === 'date-time') return MOMENT;
    throw new Error(
      `${place.owner}.${place.name} needs an example: at the property, or in documentation/examples.ts`,
    );
  }

  private component(name: string, place: { name: string }): unknown {
    const schema = this.schemas[name];
    if (!isSchema(schema)) throw new Error(`there is no schema ${name}`);
    return this.value(schema, { ...place, owner: name.replace(/Dto$/, '') });
  }

  private merged(parts: readonly Schema[], place: { owner: string; name: string }): unknown {
    const values = parts.map((part) => this.value(part, place));
    return values.length === 1 ? values[0] : Object.assign({}, ...values);
  }

  private object(schema: Schema, properties: Schema, owner: string): object {
    const required = listOf(schema['required']);
    const entries = Object.entries(properties).flatMap(([name, property]) => {
      if (!isSchema(property)) return [];
      const own = `${owner}.${name}`;
      if (own in KNOWN) return KNOWN[own] === undefined ? [] : [[name, KNOWN[own]] as const];
      if (!required.includes(name) && !('example' in property)) return [];
      const known = !('example' in property) && name in KNOWN;
      return [[name, known ? KNOWN[name] : this.value(property, { owner, name })] as const];
    });
    return Object.fromEntries(entries);
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
