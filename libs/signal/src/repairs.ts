import { AsyncResource } from 'node:async_hooks';
import libsignal from 'libsignal';

type Method = (this: object, ...args: unknown[]) => Promise<unknown>;

/** What libsignal's session entries offer beyond their type declarations. */
interface Restorable {
  serialize(): unknown;
  constructor: { deserialize(state: unknown): object };
}

let repaired = false;

/**
 * Fixes two faults of libsignal 6.0.0 for the whole process. Both lose messages: a phone and a companion that no longer
 * share a ratchet must send every message again, after a retry receipt.
 *
 * 1. Jobs are queued per address over all accounts of the process, and a waiting job runs in the asynchronous context
 *    of the first one. Baileys' transactions live in that context. When two instances heard from one person at the same
 *    time, a ratchet was written outside its transaction. Now each job keeps its own context.
 * 2. A message is tried on every session with its sender, and a failed try leaves that session's ratchet changed. The
 *    next session that fits writes the damage down. Now a failed try is undone.
 */
export function repairLibsignal(): void {
  if (repaired) return;
  repaired = true;
  const prototype: object = libsignal.SessionCipher.prototype;
  replace(
    prototype,
    'queueJob',
    (enqueue) =>
      async function (job) {
        return Reflect.apply(enqueue, this, [isFunction(job) ? AsyncResource.bind(job) : job]);
      },
  );
  replace(
    prototype,
    'doDecryptWhisperMessage',
    (decrypt) =>
      async function (message, session) {
        if (!isRestorable(session)) return Reflect.apply(decrypt, this, [message, session]);
        const before = session.serialize();
        try {
          return await Reflect.apply(decrypt, this, [message, session]);
        } catch (error) {
          Object.assign(session, session.constructor.deserialize(before));
          throw error;
        }
      },
  );
}

/** @throws if libsignal no longer has the method */
function replace(prototype: object, name: string, by: (original: Method) => Method): void {
  const original: unknown = Reflect.get(prototype, name);
  if (!isFunction(original)) throw new Error(`libsignal has no method ${name}`);
  Reflect.set(
    prototype,
    name,
    by(async function (...args) {
      return Reflect.apply(original, this, args);
    }),
  );
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

function isRestorable(value: unknown): value is Restorable {
  return (
    typeof value === 'object' &&
    value !== null &&
    'serialize' in value &&
    isFunction(value.serialize) &&
    'deserialize' in value.constructor
  );
}
