/** Loaded before the server: a connection on which nothing moves is closed after seconds, not after minutes. */
import { ServerResponse } from 'node:http';

const LONGEST_MS = 3_000;

const original = Reflect.get(ServerResponse.prototype, 'setTimeout');
ServerResponse.prototype.setTimeout = function setTimeout(ms, callback) {
  return original.call(this, Math.min(ms, LONGEST_MS), callback);
};
