import { AsyncResource } from 'node:async_hooks';
import libsignal from 'libsignal';

type Method = (this: object, ...args: unknown[]) => Promise<unknown>;

/** What libsignal's session entries offer, beyond their declarations. */
interface Restorable {
  serialize(): unknown;
  constructor: { deserialize(state: unknown): object };
}

let repaired = false;

/**
 * Mends two faults of libsignal 6.0.0 for the whole process. Both cost messages: a phone and a companion that
 * no longer share a ratchet have to send everything again, one retry receipt each.
 *
 * 1. Jobs are queued per address, over all accounts of the process, and a waiting one runs in the asynchronous
 *    context of whoever came first. Transactions of Baileys live in that context: when two instances heard from
 *    one person at once, a ratchet was written outside its transaction. Each job is bound to where it came from.
 * 2. A message is tried on every session there is with its sender, and a failed try leaves that session's ratchet
 *    changed; the next session that fits has the damage written down. A failed try is undone.
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

/** @throws when libsignal has no such method any more */
function replace(prototype: object, name: string, by: (original: Method) => Method): void {
  const original: unknown = Reflect.get(prototype, name);
  if (!isFunction(original)) throw new Error(`libsignal has no ${name}`);
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
