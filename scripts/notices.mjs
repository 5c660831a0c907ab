// Writes which packages a bundle contains, each with its license.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const INTRODUCTION = `The programs in this folder contain these packages, under their own licenses. One of them, libsignal, is under
GPL-3.0, and so are the programs as a whole.
`;

/**
 * Writes NOTICES.txt.
 * @param inputs the paths of all modules in the bundles, from the root of the project
 */
export function writeNotices(directory, inputs) {
  const folders = inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path) ?? []);
  const notices = [...new Set(folders)].toSorted((one, other) => (one < other ? -1 : 1)).map(noticeOf);
  writeFileSync(join(directory, 'NOTICES.txt'), [INTRODUCTION, ...new Set(notices)].join('\n'));
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder} states no license`);
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const rule = '-'.repeat(80);
  return [rule, `${name} ${version}: ${license}`, rule, ...texts, ''].join('\n');
}
