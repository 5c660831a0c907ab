// Adds the platform packages to package-lock.json that `npm install` left out.
//
// A registry mirror need not carry the native builds of every platform. npm drops those it cannot resolve from
// the lock file, and `npm ci` then refuses that lock file everywhere. Run after `npm install`: `npm run lock`.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = 'package-lock.json';
const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];
const LIBCS = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' };

/** What the name of a native package says of where it runs. Undefined when it says too little. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((word) => words.includes(word));
  const cpu = PROCESSORS.find((word) => words.includes(word));
  const libc = os === 'linux' ? LIBCS[words.find((word) => Object.hasOwn(LIBCS, word))] : undefined;
  return os && cpu ? { os: [os], cpu: [cpu], ...(libc && { libc: [libc] }) } : undefined;
}

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const { '': root, ...packages } = lock.packages;
let added = 0;
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const place = `node_modules/${name}`;
    const platform = platformOf(name);
    if (packages[place] || packages[`${path}/${place}`] || !platform || !/^\d/.test(version)) continue;
    packages[place] = { version, ...platform, ...(dev && { dev }), optional: true };
    added += 1;
  }
}
if (added > 0) {
  const sorted = Object.entries(packages).sort(([one], [other]) => one.localeCompare(other, 'en'));
  lock.packages = { '': root, ...Object.fromEntries(sorted) };
  writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}
process.stdout.write(`${added} platform packages added to ${FILE}\n`);
