// The table of rooms in docs: who may import whom. Everyone may import events, observability and config.
const ROOMS = {
  'apps/api': [
    'libs/whatsapp',
    'libs/webhooks',
    'libs/backup',
    'libs/archive',
    'libs/cluster',
    'libs/mcp',
    'libs/storage',
    'libs/outbound',
    // Called by agents, over the server itself.
    'packages/client',
  ],
  // The generated client alone.
  'apps/console': ['packages/client/src/generated'],
  'apps/emulator': ['libs/emulator'],
  'apps/backup': ['libs/backup'],
  'apps/mcp': ['libs/mcp', 'packages/client'],
  'apps/import': ['libs/importing', 'libs/storage'],
  'apps/migrate': ['libs/storage'],
  'apps/sandbox': ['libs/emulator'],
  'libs/whatsapp': ['libs/signal', 'libs/archive', 'libs/cluster', 'libs/storage', 'libs/outbound'],
  'libs/webhooks': ['libs/storage', 'libs/outbound'],
  'libs/backup': ['libs/storage'],
  'libs/importing': ['libs/storage', 'libs/webhooks'],
  'libs/archive': [],
  'libs/cluster': ['libs/storage'],
  'libs/mcp': ['packages/client'],
  'libs/storage': [],
  'libs/outbound': [],
  'libs/emulator': ['libs/signal'],
  'libs/signal': [],
};
/** What is published by itself imports nothing of ours. */
const PACKAGES = ['packages/client', 'packages/emulator', 'packages/n8n-nodes-miaw'];
const COMMONS = {
  'libs/events': [],
  'libs/config': ['libs/events'],
  'libs/observability': ['libs/config'],
};

// The rooms inside a library or app, in layers from the ground up: a room may import the rooms of the layers below it,
// none beside it and none above. A room is a folder or a file of src; every one has to stand here.
const LAYERS = {
  'apps/api': [
    ['access', 'bounds', 'seal'],
    ['http'],
    ['common', 'shutdown'],
    ['engine'],
    ['idempotency', 'media', 'retention'],
    ['previews'],
    ['documentation'],
    ['audit', 'keys', 'metrics'],
    ['cluster'],
    [
      'backups',
      'business',
      'calls',
      'catalog',
      'channels',
      'chats',
      'console',
      'contacts',
      'events',
      'groups',
      'health',
      'labels',
      'messages',
      'nodes',
      'presence',
      'privacy',
      'profile',
      'quick-replies',
      'webhooks',
    ],
    ['instances', 'mcp', 'status'],
    ['app.module'],
    ['describe-api', 'server'],
    ['run'],
    ['main'],
  ],
  'libs/whatsapp': [
    ['faults'],
    ['wire'],
    ['codec'],
    ['context'],
    ['baileys'],
    ['media'],
    ['people'],
    ['conversations'],
    ['groups', 'channels'],
    ['communities'],
    ['receiving'],
    ['connection'],
    ['account', 'business', 'sending'],
    ['stored-instance'],
    ['instance'],
    ['whatsapp'],
    ['index'],
  ],
  'libs/emulator': [
    ['state'],
    ['trust', 'faults'],
    ['wire'],
    ['reports'],
    ['media'],
    ['content'],
    ['accounts'],
    ['routing'],
    ['linking', 'groups', 'channels'],
    ['chats'],
    ['phones'],
    ['protocol'],
    ['assembly'],
    ['control'],
    ['emulator'],
    ['index'],
  ],
};

/** Specs and their benches may look at anything in their library. */
const TESTS = '\\.spec\\.ts$|/testing/';

const roomRules = Object.entries(ROOMS).map(([room, friends]) =>
  rule(room, room === 'apps/console' ? friends : [...friends, ...Object.keys(COMMONS)]),
);
const commonRules = Object.entries(COMMONS).map(([room, friends]) => rule(room, friends));
const packageRules = PACKAGES.map((room) => rule(room, []));

function rule(room, friends) {
  return {
    name: `rooms-of-${room.replace('/', '-')}`,
    comment: `${room} may import ${friends.join(', ') || 'no other room'}`,
    severity: 'error',
    from: { path: `^${room}/` },
    to: { path: '^(apps|libs|packages|test|scripts)/', pathNot: `^(${[room, ...friends].join('|')})/` },
  };
}

const layerRules = Object.entries(LAYERS).flatMap(([library, layers]) => [
  ...layers.map((rooms, level) => layerRule(library, rooms, layers.slice(0, level).flat())),
  {
    name: `layers-of-${library.replace('/', '-')}`,
    comment: `every room of ${library} stands in the table of its layers`,
    severity: 'error',
    from: { path: `^${library}/src/`, pathNot: [roomsOf(library, layers.flat()), TESTS] },
    to: {},
  },
]);

function layerRule(library, rooms, below) {
  return {
    name: `${library.replace('/', '-')}-${rooms.join('-')}`,
    comment: `inside ${library}, ${rooms.join(' and ')} may import ${below.join(', ') || 'no other room'}`,
    severity: 'error',
    from: { path: roomsOf(library, rooms), pathNot: TESTS },
    // $1 is the room that imports.
    to: { path: `^${library}/src/`, pathNot: roomsOf(library, ['$1', ...below]) },
  };
}

function roomsOf(library, rooms) {
  return `^${library}/src/(${rooms.join('|')})(/|\\.ts$)`;
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    ...commonRules,
    ...packageRules,
    ...layerRules,
    {
      name: 'only-through-the-door',
      comment: 'another library is imported as #libs/<name>, never by a path into it',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^$1/$2/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'whatsapp-knows-the-libraries-alone',
      comment:
        'miaw-core and Baileys stay behind libs/whatsapp; the emulator uses the codec, crypto and Signal',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/(whatsapp|emulator|signal)/' },
      to: { path: 'node_modules/(miaw-core|@whiskeysockets|libsignal)' },
    },
    {
      name: 'sql-in-storage-alone',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '^libs/storage/' },
      to: { path: 'node_modules/(kysely|@photostructure)' },
    },
    {
      name: 'sqlite-behind-its-folder',
      comment: 'what knows SQLite stands in libs/storage/src/sqlite, and the storage alone opens it',
      severity: 'error',
      from: { path: '^libs/storage/src/', pathNot: '^libs/storage/src/sqlite/' },
      to: { path: 'node_modules/@photostructure' },
    },
    ...['sqlite', 'postgres'].map((dialect) => ({
      name: `one-opens-${dialect}`,
      comment: 'a dialect is a folder, of which the others know nothing',
      severity: 'error',
      from: {
        path: '^libs/storage/src/',
        pathNot: `^libs/storage/src/(${dialect}/|storage\\.ts$|postgres/schema\\.spec\\.ts$)`,
      },
      to: { path: `^libs/storage/src/${dialect}/` },
    })),
    {
      name: 'dtos-within-their-feature',
      comment: 'what several features of the API share stands in common',
      severity: 'error',
      from: { path: '^apps/api/src/([^/]+)/' },
      to: { path: '^apps/api/src/[^/]+/dto/', pathNot: '^apps/api/src/$1/' },
    },
    {
      name: 'rules-of-fields-in-one-place',
      comment: 'http/fields.ts bundles the rules of a field in the order in which they are judged',
      severity: 'error',
      from: { path: '^apps/api/', pathNot: '^apps/api/src/http/(fields|request\\.pipe)\\.ts$' },
      to: { path: 'node_modules/class-(validator|transformer)' },
    },
    {
      name: 'no-nest-in-libraries',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: 'node_modules/@nestjs' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared',
      comment: 'what is imported stands in package.json; scripts/bundle.mjs knows which are dependencies',
      severity: 'error',
      from: { path: '^(apps|libs|packages)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'declared-for-those-who-install',
      comment: 'what a package imports is installed with it',
      severity: 'error',
      from: { path: '^packages/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/(client/src/generated|[^/]+/dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'types', 'node', 'default'],
    },
  },
};
