import type { PasskeyRequest } from '../../codec/passkey.js';
import type { Agreement, Prologue } from './secrets.js';

/** A step of a link by passkey, by what it waits for. */
export type Step =
  | { awaiting: 'credential'; request: PasskeyRequest }
  | { awaiting: 'phone'; prologue: Prologue; proven: boolean }
  | { awaiting: 'confirmation'; agreement: Agreement }
  | { awaiting: 'pairing'; code: string };

/** How far a link by passkey is. */
export interface PasskeyView {
  /**
   * `credential`: a credential of the owner's passkey. `phone`: the phone's answer. `confirmation`: a human who has compared
   * `code` with the phone. `pairing`: the end of the link.
   */
  awaiting: Step['awaiting'];
  /** WebAuthn request options, while a credential is awaited. */
  request?: Record<string, unknown>;
  /** The code that the phone shows as well, as soon as it is known. */
  code?: string;
  /** Epoch ms. */
  expiresAt: number;
}

export type StepAt<A extends Step['awaiting']> = Extract<Step, { awaiting: A }>;

/** A step with its end, epoch ms. */
export type TimedStep = Step & { expiresAt: number };

export function isAt<A extends Step['awaiting']>(step: Step, awaiting: A): step is StepAt<A> {
  return step.awaiting === awaiting;
}

/** What callers may see of a step. */
export function viewOf(step: TimedStep): PasskeyView {
  const { awaiting, expiresAt } = step;
  return {
    awaiting,
    ...(step.awaiting === 'credential' && { request: step.request.options }),
    ...(step.awaiting === 'confirmation' && { code: step.agreement.code }),
    ...(step.awaiting === 'pairing' && { code: step.code }),
    expiresAt,
  };
}
