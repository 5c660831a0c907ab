// Writes the tables of the guides, and the variables that the Helm chart takes, from openapi.json and the catalogues of the
// built code; with --check, fails when they differ.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PRESET_NAMES, PRESETS, SCOPE_NAMES, SCOPES } from '../dist/apps/api/src/access/scopes.js';
import { Metrics } from '../dist/apps/api/src/metrics/metrics.js';
import { ERROR_CODES, ERRORS } from '../dist/apps/api/src/http/error-catalogue.js';
import { EVENT_NAMES, EVENTS, MESSAGE_TYPES } from '../dist/libs/events/src/index.js';
import { LIMIT_TEXTS, LIMITS, VARIABLE_NAMES } from '../dist/libs/config/src/index.js';
import { WEBHOOK_HEADERS } from '../dist/libs/webhooks/src/index.js';
import { CONTENTS } from '../dist/libs/whatsapp/src/codec/contents.js';
import { PROTOCOL } from '../dist/libs/whatsapp/src/codec/protocol.js';
import { STANZAS } from '../dist/libs/whatsapp/src/codec/stanzas.js';

/** What the paths of an instance begin with, and what stands for it. */
const INSTANCE = ['/api/v1/instances/{instanceId}/', '…/'];

const { paths, tags } = JSON.parse(readFileSync(pathOf('openapi.json'), 'utf8'));

/** What becomes of each content, by WhatsApp's names. */
const CONTENT_ROWS = [
  ...Object.entries(CONTENTS),
  ...Object.entries(PROTOCOL).map(([name, row]) => [`protocolMessage.${name}`, row]),
];

/** What is between the marks of a file, by the name of the marks. */
const FILES = {
  'docs/receiving.md': {
    events: table(
      ['Event', 'Sent when'],
      EVENT_NAMES.map((name) => [code(name), EVENTS[name].when]),
    ),
    stanzas: table(
      ['Kind', 'Becomes', 'Remarks'],
      Object.entries(STANZAS).map(([kind, fate]) => [code(kind), ...outcome(fate)]),
    ),
    types: table(
      ['Type', "WhatsApp's contents"],
      MESSAGE_TYPES.map((type) => [
        code(type),
        CONTENT_ROWS.filter(([, row]) => row.type === type)
          .map(([name]) => code(name))
          .join(', '),
      ]),
    ),
    silent: table(
      ['Content', 'It'],
      CONTENT_ROWS.filter(([, row]) => row.none).map(([name, row]) => [code(name), row.none]),
    ),
    headers: table(
      ['Header', 'Contains'],
      Object.entries(WEBHOOK_HEADERS).map(([name, { description, when }]) => [
        code(name),
        when === undefined ? description : `${description}; sent ${when}`,
      ]),
    ),
  },
  'docs/errors.md': {
    errors: table(
      ['Code', 'Status', 'When'],
      ERROR_CODES.map((name) => [code(name), String(ERRORS[name].status), ERRORS[name].description]),
    ),
  },
  'docs/configuration.md': {
    limits: table(
      ['What', 'Limit', 'Beyond it'],
      Object.entries(LIMIT_TEXTS).map(([name, { what, beyond }]) => [
        what,
        LIMITS[name].toLocaleString('en-US'),
        beyond,
      ]),
    ),
  },
  'docs/operating.md': {
    metrics: table(
      ['Metric', 'Type', 'Labels', 'What it says'],
      (await metrics()).map(({ name, type, labels, help }) => [
        code(name),
        type,
        labels.map(code).join(', '),
        lowered(help),
      ]),
    ),
  },
  'docs/keys.md': {
    presets: table(
      ['Preset', 'Scopes'],
      PRESET_NAMES.map((name) => [
        code(name),
        PRESETS[name].length === SCOPE_NAMES.length ? 'all' : PRESETS[name].map(code).join(', '),
      ]),
    ),
    scopes: table(
      ['Scope', 'Allows to', 'Operations'],
      SCOPE_NAMES.map((name) => [code(name), lowered(SCOPES[name]), operationsOf(name).map(code).join(', ')]),
    ),
  },
  'docs/endpoints.md': {
    endpoints: tags.map(({ name, description }) => section(name, description)).join('\n\n'),
  },
};

/** The schema of the chart's values. */
const CHART = 'deploy/helm/miaw-api/values.schema.json';
/** Variables that the chart takes from its other values, or that a server in a cluster cannot have. */
const NOT_OF_CHART = [
  'API_KEY',
  'API_WEBHOOK_SECRET',
  'API_WEBHOOK_SECRET_PREVIOUS',
  'DATABASE_URL',
  'MEDIA_ARCHIVE_S3_SECRET_ACCESS_KEY',
  'API_PORT',
  'METRICS_PORT',
  'SESSION_PATH',
  'NODE_ENV',
  'WHATSAPP_EMULATOR_URL',
];
/** Variables that are Node's and may be set for the server. */
const OF_NODE = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'TZ', 'UV_THREADPOOL_SIZE'];

/** The schema, with the variables that `env` may have. */
function chartSchema(before) {
  const schema = JSON.parse(before);
  const own = VARIABLE_NAMES.filter((name) => !NOT_OF_CHART.includes(name));
  const [names] = schema.properties.env.propertyNames.anyOf;
  names.enum = [...own, ...OF_NODE].toSorted((one, other) => (one < other ? -1 : 1));
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** All metrics, of a server in which nothing happens. */
async function metrics() {
  const nothing = {
    inbox: { backlog: async () => ({ open: 0 }) },
    deliveryLog: { outstanding: async () => ({ pending: 0 }) },
    archivedFiles: { count: async () => 0 },
    database: { statements: 0, system: 'sqlite' },
  };
  const idle = new Metrics(
    nothing,
    { census: () => ({ byStatus: new Map(), restricted: 0 }) },
    { now: Date.now },
  );
  try {
    return await idle.described();
  } finally {
    idle.close();
  }
}

/** Ids of the operations that need a scope. */
function operationsOf(scope) {
  return Object.values(paths)
    .flatMap((item) => Object.values(item))
    .filter((operation) => operation['x-required-scope'] === scope)
    .map(({ operationId }) => operationId);
}

function lowered(text) {
  return text[0].toLowerCase() + text.slice(1);
}

/** The endpoints of a tag, in the order of the document. */
function section(tag, description) {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, ...operation })),
  );
  const rows = operations
    .filter((operation) => operation.tags.includes(tag))
    .map(({ method, path, summary }) => [
      code(method.toUpperCase()),
      code(path.replace(...INSTANCE)),
      summary,
    ]);
  return `## ${tag}\n\n${description}.\n\n${table(['Method', 'Path', 'What it does'], rows)}`;
}

/** What becomes of a kind of stanza, and why. */
function outcome({ events, why = '', serves, nothing }) {
  if (events) return [events.map(code).join(', '), why];
  return serves === undefined ? ['nothing', nothing] : ['used by the server', serves];
}

function code(text) {
  return `\`${text}\``;
}

function pathOf(file) {
  return fileURLToPath(new URL(`../${file}`, import.meta.url));
}

/** As prettier lays tables out. */
function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function filled(file, text, name, content) {
  const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(\n<!-- /${name} -->)`);
  if (!between.test(text)) throw new Error(`${file} has no place for ${name}`);
  return text.replace(between, (_, open, close) => `${open}\n${content}\n${close}`);
}

for (const [file, parts] of Object.entries(FILES)) {
  write(file, (before) =>
    Object.entries(parts).reduce((text, [name, content]) => filled(file, text, name, content), before),
  );
}
write(CHART, chartSchema);

function write(file, change) {
  const path = pathOf(file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (!process.argv.includes('--check')) {
    writeFileSync(path, after);
  } else if (before !== after) {
    console.error(`${file} does not match the code: run \`npm run tables\` and commit the result`);
    process.exitCode = 1;
  }
}
