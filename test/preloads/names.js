/**
 * Loaded before the server: names that end in `.test` lead where NAMES says, JSON of name to a list of answers, each
 * a list of addresses; every lookup of a name takes the next answer, the last one stays. Other names are not there.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { isIPv6 } from 'node:net';

const answers = new Map(Object.entries(JSON.parse(process.env.NAMES ?? '{}')));

async function lookup(name) {
  const left = answers.get(name);
  if (!left) throw Object.assign(new Error(`no such name: ${name}`), { code: 'ENOTFOUND' });
  const addresses = left.length > 1 ? left.shift() : left[0];
  return addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
}

dns.promises.lookup = lookup;
syncBuiltinESMExports();
