// Looks for phrases that the texts of this project avoid.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Phrases, and what to write instead. */
const PHRASES = [
  [/\bat the most\b/i, 'at most'],
  [/\bany ?more\b|\bno more(?= *([.,;:)|]|$))/i, 'no longer, at most'],
  [/\bgiv(e|es|ing) (\S+ ){1,3}free\b/i, 'release'],
  [/\bhand(s|ed|ing)? on\b/i, 'forward, pass'],
  [/\b(leave|leaves|left|leaving) (\S+ ){0,3}away\b/i, 'omit, remove'],
  [/\b(is|are|was|were) none\b/i, 'say what is missing: "no group has …"'],
  [/\bthat there (is|are) not\b/i, 'unknown, missing'],
  [/\b(tell|tells|told|telling) of\b|\b(is|are) told\b/i, 'report'],
  [/\bgoes by\b/i, 'is called'],
  [/\brecogni[sz]e (\S+ ){1,3}by\b/i, 'use it to …'],
  [/\bthe way back\b|\btak(e|es|en|ing) (\S+ ){0,3}back\b/i, 'undo, cancel, remove'],
  [/\bnone is due\b/i, 'there is no … right now'],
  [/\bby (itself|themselves)\b/i, 'automatically, alone'],
  [/\bwho has (it|them) has\b/i, 'anyone who holds …'],
  [/\bat present\b/i, 'right now, current'],
  [/\bbe had\b/i, 'be fetched'],
  [/\btak(e|es|en|ing) (\S+ ){0,2}up again\b/i, 'resume'],
  [/\bwork(s|ed|ing)? through\b/i, 'process'],
];

/** Comments have to stand on their own: an editor shows each without its neighbour. */
const LEANING = [[/(?:\/\/|\*)\s+(?:The same\b|As \{@link|Like \{@link)/, 'say what it is']];

const LIBS = [
  'backup',
  'config',
  'events',
  'importing',
  'mcp',
  'observability',
  'outbound',
  'signal',
  'storage',
  'webhooks',
  'whatsapp',
];
const ROOMS = [
  'apps/api/src',
  'apps/backup/src',
  'apps/import/src',
  'apps/mcp/src',
  'apps/migrate/src',
  'apps/sandbox/src',
  ...LIBS.map((name) => `libs/${name}/src`),
];

/** Where to look. `texts` returns files. */
const TARGETS = [
  { name: 'guides', phrases: PHRASES, texts: () => guides() },
  { name: 'OpenAPI document', phrases: PHRASES, texts: () => [read('openapi.json')] },
  { name: 'texts and comments of the code', phrases: PHRASES, texts: () => code() },
  { name: 'comments', phrases: LEANING, texts: () => ROOMS.flatMap((room) => files(room, '.ts')) },
];

function guides() {
  return [
    'README.md',
    'CONTRIBUTING.md',
    '.env.example',
    'clients/python/README.md',
    'packages/client/README.md',
    'packages/emulator/README.md',
  ]
    .map(read)
    .concat(files('docs', '.md'));
}

function read(file) {
  return { file, text: readFileSync(`${root}${file}`, 'utf8') };
}

function files(directory, ending) {
  return readdirSync(`${root}${directory}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => read(`${directory}/${name}`));
}

/** The source that runs: specs and what they use have words of their own. */
function code() {
  return ROOMS.flatMap((room) => files(room, '.ts')).filter(
    ({ file }) => !/\.spec\.ts$|\/testing\//.test(file),
  );
}

/** What is found in a text, whose lines may break within a phrase. */
function findings({ file, text }, phrases) {
  const flowing = text.replaceAll(/\n(?! *\n)/g, ' ');
  return phrases.flatMap(([phrase, instead]) =>
    [...flowing.matchAll(new RegExp(phrase, `${phrase.flags}g`))].map(({ index, 0: found }) => {
      const line = text.slice(0, index).split('\n').length;
      return `${file}:${line} "${found.trim()}": ${instead}`;
    }),
  );
}

for (const { name, phrases, texts } of TARGETS) {
  const found = texts().flatMap((each) => findings(each, phrases));
  if (found.length === 0) continue;
  console.error(`${name}:\n  ${found.join('\n  ')}`);
  process.exitCode = 1;
}
