import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '#libs/observability';
import { type ApiKeyRow, Storage } from '#libs/storage';
import { digestOf, newKey, newKeyId } from '../access/key-text.js';
import { KeyRing, textsIn } from '../access/key-ring.js';
import type { Principal } from '../access/principal.js';
import { isScope, PRESETS, type Scope } from '../access/scopes.js';
import { USUAL_GRACE_S } from '../common/grace.js';
import { PageQuery } from '../common/page.query.dto.js';
import { iso } from '../common/times.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { missingScope } from '../http/door.js';
import { ApiFault, invalidRequest } from '../http/fault.js';
import { type CreateKeyDto, type RotateKeyDto, type UpdateKeyDto } from './dto/change-key.dto.js';
import { KeyDto, type KeysPageDto, type NewKeyDto, type RevokedKeyDto } from './dto/key.dto.js';

/** All keys are kept in memory. */
const MOST_KEYS = 10_000;
const MINUTE_MS = 60_000;

/** Makes, changes and revokes API keys. Nobody can use it to get a key that may do more than the own one. */
@Injectable()
export class KeysService implements OnModuleDestroy {
  constructor(
    private readonly storage: Storage,
    private readonly ring: KeyRing,
    private readonly clock: Clock,
  ) {}

  /** @throws ApiFault INVALID_REQUEST if the cursor is not from this list */
  list(query: PageQuery): KeysPageDto {
    const size = PageQuery.size(query);
    const after = query.cursor === undefined ? undefined : positionIn(query.cursor);
    const rows = this.ring.page(after, size + 1);
    const page = rows.slice(0, size);
    const last = rows.length > size ? page.at(-1) : undefined;
    return {
      keys: page.map((row) => this.shown(row)),
      ...(last && { nextCursor: cursorOf([last.created_at, last.id]) }),
    };
  }

  get(keyId: string): KeyDto {
    return this.shown(this.existing(keyId));
  }

  async create(caller: Principal, body: CreateKeyDto): Promise<NewKeyDto> {
    const scopes = scopesOf(body);
    mustHave(caller, scopes);
    const expiresAt = timeOrNull(body.expiresAt);
    const rate = body.rateLimitPerMinute ?? null;
    mustBound(caller, { expires_at: expiresAt, rate_limit: rate });
    if (this.ring.size >= MOST_KEYS)
      throw new ApiFault('CONFLICT', `there are ${MOST_KEYS} keys already: revoke those that are not used`);
    const id = newKeyId();
    const key = newKey(id);
    const row = await this.storage.apiKeys.add({
      id,
      name: body.name,
      digest: digestOf(key),
      previous_digest: null,
      previous_until: null,
      scopes: JSON.stringify(scopes),
      instances: listOrNull(body.instances),
      expires_at: expiresAt,
      rate_limit: rate,
      created_at: this.clock.now(),
      created_by: caller.id,
      used_at: null,
    });
    this.ring.put(row);
    return { ...this.shown(row), key };
  }

  async change(caller: Principal, keyId: string, body: UpdateKeyDto): Promise<KeyDto> {
    const row = this.mayManage(caller, keyId);
    const { name, scopes, instances, expiresAt, rateLimitPerMinute } = body;
    mustHave(caller, scopes ?? []);
    const change = {
      ...(name !== undefined && { name }),
      ...(scopes !== undefined && { scopes: JSON.stringify(scopes) }),
      ...(instances !== undefined && { instances: listOrNull(instances) }),
      ...(expiresAt !== undefined && { expires_at: timeOrNull(expiresAt) }),
      ...(rateLimitPerMinute !== undefined && { rate_limit: rateLimitPerMinute }),
    };
    if (Object.keys(change).length === 0)
      throw invalidRequest({ field: 'body', reason: 'must contain at least one change' });
    // What it may do from now on must not last longer, or be done more often, than the caller's key could.
    const widens = scopes !== undefined || instances !== undefined;
    mustBound(caller, widens ? { ...row, ...change } : change);
    return this.shown(this.kept(await this.storage.apiKeys.change(keyId, change)));
  }

  async rotate(caller: Principal, keyId: string, body: RotateKeyDto): Promise<NewKeyDto> {
    const row = this.mayManage(caller, keyId);
    // The caller gets the new secret, and with it what the key may do.
    mustBound(caller, row);
    const key = newKey(keyId);
    const grace = (body.graceSeconds ?? USUAL_GRACE_S) * 1000;
    const rotated = await this.storage.apiKeys.change(keyId, {
      digest: digestOf(key),
      previous_digest: grace > 0 ? row.digest : null,
      previous_until: grace > 0 ? this.clock.now() + grace : null,
    });
    return { ...this.shown(this.kept(rotated)), key };
  }

  async revoke(caller: Principal, keyId: string): Promise<RevokedKeyDto> {
    const row = this.mayManage(caller, keyId);
    // First of all: the key must be off even if the database cannot write.
    this.ring.remove(keyId);
    const existed = await this.storage.apiKeys.remove(keyId).catch((error: unknown) => {
      // Its row is still there, so that it can be revoked again; until then the key has ended.
      this.ring.put({ ...row, expires_at: this.clock.now() });
      throw error;
    });
    // A change that was under way may have put it back.
    this.ring.remove(keyId);
    if (!existed) throw unknownKey();
    return { keyId, revoked: true };
  }

  /** Keeps when keys were last used; if the database cannot write, with the next ones. Never throws. */
  @Interval(MINUTE_MS)
  async keepUses(): Promise<void> {
    const uses = this.ring.takeUses();
    if (uses.size > 0) await this.storage.apiKeys.used(uses).catch(() => this.ring.returnUses(uses));
  }

  async onModuleDestroy(): Promise<void> {
    await this.keepUses();
  }

  private shown(row: ApiKeyRow): KeyDto {
    return KeyDto.of(row, this.clock.now());
  }

  private existing(keyId: string): ApiKeyRow {
    const row = this.ring.find(keyId);
    if (!row) throw unknownKey();
    return row;
  }

  /** A key that may do more than the caller's could be used to do more, once its new secret is known. */
  private mayManage(caller: Principal, keyId: string): ApiKeyRow {
    const row = this.existing(keyId);
    mustHave(caller, textsIn(row.scopes).filter(isScope));
    return row;
  }

  /** The key as it is now, and from now on. */
  private kept(row: ApiKeyRow | undefined): ApiKeyRow {
    if (!row) throw unknownKey();
    this.ring.put(row);
    return row;
  }
}

function timeOrNull(time: string | null | undefined): number | null {
  return time === undefined || time === null ? null : Date.parse(time);
}

function scopesOf({ scopes, preset }: CreateKeyDto): readonly Scope[] {
  if (scopes || preset !== undefined)
    return [...new Set([...(preset === undefined ? [] : PRESETS[preset]), ...(scopes ?? [])])];
  throw invalidRequest({ field: 'scopes', reason: 'is required, unless preset is given' });
}

/** @throws ApiFault FORBIDDEN naming the first scope that the caller lacks */
function mustHave(caller: Principal, scopes: readonly Scope[]): void {
  const missing = scopes.find((scope) => !caller.scopes.has(scope));
  if (missing !== undefined) throw missingScope(missing);
}

/**
 * @param key what it is to be; what stays as it is may be absent
 * @throws ApiFault FORBIDDEN if it would last longer than the caller's, or might make more requests
 */
function mustBound(
  { endsAt, ratePerMinute }: Principal,
  { expires_at: end, rate_limit: rate }: Partial<Pick<ApiKeyRow, 'expires_at' | 'rate_limit'>>,
): void {
  if (endsAt !== undefined && end !== undefined && (end === null || end > endsAt))
    throw beyond(`a key must not last longer than the one of the request, which ends at ${iso(endsAt)}`);
  // 0 stands for no limit; the limit of the server, null, may be any.
  const limited = ratePerMinute !== undefined && ratePerMinute > 0;
  if (limited && rate !== undefined && (rate === null || rate === 0 || rate > ratePerMinute))
    throw beyond(
      `rateLimitPerMinute must be from 1 to ${ratePerMinute}, the limit of the key of the request`,
    );
}

function beyond(reason: string): ApiFault {
  return new ApiFault('FORBIDDEN', reason, { reason });
}

function listOrNull(list: readonly string[] | null | undefined): string | null {
  return list ? JSON.stringify(list) : null;
}

function unknownKey(): ApiFault {
  return new ApiFault('KEY_NOT_FOUND', 'there is no key with this id');
}
