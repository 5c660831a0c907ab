import type { Rate, ServerSettings } from '../state/server-settings.js';

interface Bucket {
  tokens: number;
  /** When it was last filled, in ms. */
  at: number;
}

/** The limits of how often an account may ask: a token bucket for each account and namespace. */
export class Rates {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly behaviour: ServerSettings,
    private readonly now: () => number = Date.now,
  ) {}

  /** @returns whether the account may ask now */
  take(phone: string, xmlns: string): boolean {
    const rate = this.rateOf(xmlns);
    if (!rate) return true;
    const key = `${phone} ${xmlns}`;
    const now = this.now();
    const { tokens, at } = this.buckets.get(key) ?? { tokens: rate.burst, at: now };
    const filled = Math.min(rate.burst, tokens + ((now - at) / 1000) * rate.perSecond);
    const allowed = filled >= 1;
    this.buckets.set(key, { tokens: allowed ? filled - 1 : filled, at: now });
    return allowed;
  }

  private rateOf(xmlns: string): Rate | undefined {
    const { rates } = this.behaviour.current;
    return rates[xmlns] ?? rates['default'];
  }
}
