import { Fields } from './fields.js';
import type { StateFile } from './state-file.js';

/** How the server tells of the receipts of a group's members. */
const GROUP_RECEIPTS = ['single', 'by-type', 'by-message'] as const;
type GroupReceipts = (typeof GROUP_RECEIPTS)[number];

/** What becomes of a number that a client asks about and nobody has used. */
const STRANGERS = ['registered', 'unregistered'] as const;
type Strangers = (typeof STRANGERS)[number];

/** How many queries of one namespace an account may send: a bucket of `burst`, refilled by `perSecond`. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/** The settings of the server that the control API can change. */
interface Settings {
  /** Bounds in ms of the time that each frame for a client takes. */
  latency: { least: number; most: number };
  strangers: Strangers;
  groupReceipts: GroupReceipts;
  /** By namespace; `default` is for all others. */
  rates: Readonly<Record<string, Rate>>;
}

const NAME = 'server-settings';
const LONGEST_LATENCY_MS = 10_000;
const DEFAULTS: Settings = {
  latency: { least: 0, most: 0 },
  strangers: 'registered',
  groupReceipts: 'single',
  rates: { default: { burst: 1000, perSecond: 100 } },
};

function readRate(fields: Fields): Rate {
  fields.only('burst', 'perSecond');
  return { burst: fields.integer('burst', { min: 1 }), perSecond: fields.number('perSecond', { min: 0 }) };
}

/**
 * Reads a change of the settings. Rates are added to the present ones.
 * @throws InvalidInput naming the field
 */
function changed(before: Settings, fields: Fields): Settings {
  fields.only('latency', 'strangers', 'groupReceipts', 'rates');
  const latency = fields.optionalChild('latency')?.only('least', 'most');
  const least = latency?.integer('least', { min: 0, max: LONGEST_LATENCY_MS });
  const rates = fields.optionalChild('rates');
  const named = rates?.names.map((name) => [name, readRate(rates.child(name))] as const) ?? [];
  return {
    latency:
      latency && least !== undefined
        ? { least, most: latency.integer('most', { min: least, max: LONGEST_LATENCY_MS }) }
        : before.latency,
    strangers: fields.optionalOneOf('strangers', STRANGERS) ?? before.strangers,
    groupReceipts: fields.optionalOneOf('groupReceipts', GROUP_RECEIPTS) ?? before.groupReceipts,
    rates: { ...before.rates, ...Object.fromEntries(named) },
  };
}

/** How the server behaves towards everybody. */
export class ServerSettings {
  private settings: Settings = DEFAULTS;

  constructor(private readonly stateFile: StateFile) {
    const saved = stateFile.get(NAME);
    if (saved !== undefined) this.settings = changed(DEFAULTS, Fields.of(saved, NAME));
  }

  get current(): Settings {
    return this.settings;
  }

  /** @throws InvalidInput naming the field */
  change(fields: Fields): Settings {
    this.settings = changed(this.settings, fields);
    this.stateFile.put(NAME, () => {
      const { rates, latency, ...others } = this.settings;
      const saved = Object.entries(rates).map(([name, rate]) => [name, { ...rate }] as const);
      return { ...others, latency: { ...latency }, rates: Object.fromEntries(saved) };
    });
    return this.settings;
  }
}
