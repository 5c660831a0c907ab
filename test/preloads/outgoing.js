/**
 * Loaded before the server: notes in the file OUTGOING_FILE every connection that it begins, one a line as `host:port`, and every
 * name that it looks up, as `name`.
 */
import dns from 'node:dns';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isIP, Socket } from 'node:net';

const { OUTGOING_FILE } = process.env;

function note(line) {
  if (OUTGOING_FILE) appendFileSync(OUTGOING_FILE, `${line}\n`);
}

function noting(lookup) {
  return (name, ...rest) => {
    if (isIP(name) === 0) note(name);
    return lookup(name, ...rest);
  };
}

const connect = Reflect.get(Socket.prototype, 'connect');
Socket.prototype.connect = function (...given) {
  const [first] = [given[0]].flat();
  if (typeof first === 'object' && first !== null && first.port !== undefined)
    note(`${first.host ?? 'localhost'}:${first.port}`);
  return Reflect.apply(connect, this, given);
};
dns.lookup = noting(dns.lookup);
dns.promises.lookup = noting(dns.promises.lookup);
syncBuiltinESMExports();
