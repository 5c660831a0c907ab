import { epochMs } from '#libs/observability';
import { type Preset, PRESET_NAMES, type Scope, SCOPE_NAMES } from '../../access/scopes.js';
import { LONGEST_GRACE_S, USUAL_GRACE_S } from '../../common/grace.js';
import { isInstanceId } from '../../common/instance.params.dto.js';
import { Choice, Choices, Count, Pattern, Text, Texts, Time } from '../../http/fields.js';

const LONGEST_NAME = 100;
/** Instances that one key can be for. */
const MOST_INSTANCES = 1000;
const LONGEST_INSTANCE_ID = 64;

/** The key that a path names. */
export class KeyParams {
  @Pattern(/^[0-9A-Za-z]{8}$/, 'must be the id of a key: 8 letters and digits', {
    description: 'Id of the key.',
    example: 'k3yAbCd9',
  })
  keyId: string;
}

function Scopes(): PropertyDecorator {
  return Choices(SCOPE_NAMES, {
    optional: true,
    notEmpty: true,
    enumName: 'Scope',
    description: 'What the key may do; see `docs/keys.md`.',
    example: ['messages:send', 'messages:read'],
  });
}

function Instances(): PropertyDecorator {
  return Texts({
    min: 1,
    max: MOST_INSTANCES,
    longest: LONGEST_INSTANCE_ID,
    optional: true,
    nullable: true,
    judge: (value) =>
      Array.isArray(value) && !value.every(isInstanceId) ? 'must contain ids of instances only' : undefined,
    description:
      'Ids of the instances that the key is for, which need not exist yet. All others do not exist to its holder. null: all instances.',
    example: ['my-bot-1'],
  });
}

function Expiry(): PropertyDecorator {
  return Time({
    optional: true,
    nullable: true,
    judge: (value) =>
      typeof value === 'string' && Date.parse(value) <= epochMs() ? 'must be in the future' : undefined,
    description: 'When the key ends. null: never.',
    example: '2036-01-31T09:00:00.000Z',
  });
}

function RateLimit(): PropertyDecorator {
  return Count({
    min: 0,
    max: 1_000_000,
    optional: true,
    nullable: true,
    description: 'Largest number of requests per minute; 0: no limit. null: `RATE_LIMIT_PER_MINUTE`.',
    example: 600,
  });
}

/** A new key: `scopes`, a `preset`, or both. */
export class CreateKeyDto {
  /** What the key is for, for people: it is shown in the list and in the audit log. */
  @Text({ max: LONGEST_NAME, example: 'order service' })
  name: string;

  @Scopes()
  scopes?: Scope[];

  /** A usual set of scopes, in addition to `scopes`; see `docs/keys.md`. */
  @Choice(PRESET_NAMES, { optional: true, example: 'bot' })
  preset?: Preset;

  @Instances()
  instances?: string[] | null;

  @Expiry()
  expiresAt?: string | null;

  @RateLimit()
  rateLimitPerMinute?: number | null;
}

/** Changes of a key: at least one of them. */
export class UpdateKeyDto {
  /** What the key is for. */
  @Text({ max: LONGEST_NAME, optional: true, example: 'order service' })
  name?: string;

  @Scopes()
  scopes?: Scope[];

  @Instances()
  instances?: string[] | null;

  @Expiry()
  expiresAt?: string | null;

  @RateLimit()
  rateLimitPerMinute?: number | null;
}

export class RotateKeyDto {
  /** How long the key until now stays valid, in seconds; 0: not at all. */
  @Count({ min: 0, max: LONGEST_GRACE_S, optional: true, default: USUAL_GRACE_S, example: 3600 })
  graceSeconds?: number;
}
