// The table of rooms in docs: who may import whom. Everyone may import events, observability and config.
const ROOMS = {
  'apps/api': ['libs/whatsapp', 'libs/webhooks', 'libs/storage', 'libs/outbound'],
  'apps/emulator': ['libs/emulator'],
  'apps/sandbox': ['libs/emulator'],
  'libs/whatsapp': ['libs/signal', 'libs/storage', 'libs/outbound'],
  'libs/webhooks': ['libs/storage', 'libs/outbound'],
  'libs/storage': [],
  'libs/outbound': [],
  'libs/emulator': ['libs/signal'],
  'libs/signal': [],
};
const COMMONS = {
  'libs/events': [],
  'libs/config': ['libs/events'],
  'libs/observability': ['libs/config'],
};

const roomRules = Object.entries(ROOMS).map(([room, friends]) =>
  rule(room, [...friends, ...Object.keys(COMMONS)]),
);
const commonRules = Object.entries(COMMONS).map(([room, friends]) => rule(room, friends));

function rule(room, friends) {
  return {
    name: `rooms-of-${room.replace('/', '-')}`,
    comment: `${room} may import ${friends.join(', ') || 'no other room'}`,
    severity: 'error',
    from: { path: `^${room}/` },
    to: { path: '^(apps|libs|test|scripts)/', pathNot: `^(${[room, ...friends].join('|')})/` },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    ...commonRules,
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
      name: 'no-nest-in-libraries',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: 'node_modules/@nestjs' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared',
      comment: 'what is imported stands in package.json',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/client/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'types', 'node', 'default'],
    },
  },
};
