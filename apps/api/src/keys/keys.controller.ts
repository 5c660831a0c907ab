import { Body, Controller, Delete, Get, Header, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../access/principal.js';
import { PageQuery } from '../common/page.query.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { Caller } from '../http/caller.decorator.js';
import { CreateKeyDto, KeyParams, RotateKeyDto, UpdateKeyDto } from './dto/change-key.dto.js';
import { KeyDto, KeysPageDto, NewKeyDto, RevokedKeyDto } from './dto/key.dto.js';
import { KeysService } from './keys.service.js';

@ApiTags('Keys')
@Controller('api/v1/keys')
export class KeysController {
  constructor(private readonly keys: KeysService) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'createKey',
    scope: 'keys:admin',
    summary: 'Make an API key',
    description:
      'The answer contains the key: it is not shown again. A key can have only scopes that the key of the request has, too; it must not last longer, and its limit per minute must not be higher. A key that is for some instances cannot make keys. The request takes no idempotency key, because the answer must not be kept: if it is lost, revoke the key and make another.',
    answers: { 201: 'The key, with its secret' },
    data: NewKeyDto,
    body: { name: 'order service', scopes: ['messages:send', 'messages:read'], instances: ['my-bot-1'] },
    faults: ['CONFLICT'],
  })
  create(@Caller() caller: Principal, @Body() body: CreateKeyDto): Promise<NewKeyDto> {
    return this.keys.create(caller, body);
  }

  @Get()
  @Operation({
    id: 'listKeys',
    scope: 'keys:admin',
    summary: 'List API keys',
    description: 'The root key, `API_KEY`, is not among them.',
    answers: { 200: 'A page of keys' },
    data: KeysPageDto,
  })
  list(@Query() query: PageQuery): KeysPageDto {
    return this.keys.list(query);
  }

  @Get(':keyId')
  @Operation({
    id: 'getKey',
    scope: 'keys:admin',
    summary: 'Get an API key',
    answers: { 200: 'The key, without its secret' },
    data: KeyDto,
    faults: ['KEY_NOT_FOUND'],
  })
  get(@Param() { keyId }: KeyParams): KeyDto {
    return this.keys.get(keyId);
  }

  @Patch(':keyId')
  @Operation({
    id: 'updateKey',
    scope: 'keys:admin',
    summary: 'Change what an API key may do',
    description:
      'Takes effect at once. Streams of the event log that were opened with the key end; their readers can connect again.',
    answers: { 200: 'The key in its current state' },
    data: KeyDto,
    body: { scopes: ['messages:read'], rateLimitPerMinute: 600 },
    faults: ['KEY_NOT_FOUND'],
  })
  change(
    @Caller() caller: Principal,
    @Param() { keyId }: KeyParams,
    @Body() body: UpdateKeyDto,
  ): Promise<KeyDto> {
    return this.keys.change(caller, keyId, body);
  }

  @Post(':keyId/rotate')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'rotateKey',
    scope: 'keys:admin',
    summary: 'Give an API key a new secret',
    description:
      'The answer contains the new key: it is not shown again. Until `graceSeconds` have passed, the key until now is valid, too; the one before that no longer is. The previous secret can no longer be used to manage keys, and links that were made with it end with it. A key can only be rotated by one that may do at least as much, for at least as long.',
    answers: { 200: 'The key, with its new secret' },
    data: NewKeyDto,
    optionalBody: { graceSeconds: 3600 },
    faults: ['KEY_NOT_FOUND'],
  })
  rotate(
    @Caller() caller: Principal,
    @Param() { keyId }: KeyParams,
    @Body() body?: RotateKeyDto,
  ): Promise<NewKeyDto> {
    return this.keys.rotate(caller, keyId, body ?? {});
  }

  @Delete(':keyId')
  @Operation({
    id: 'revokeKey',
    scope: 'keys:admin',
    summary: 'Revoke an API key',
    description: 'Takes effect at once. Streams of the event log that were opened with the key end.',
    answers: { 200: 'The key is revoked' },
    data: RevokedKeyDto,
    faults: ['KEY_NOT_FOUND'],
  })
  revoke(@Caller() caller: Principal, @Param() { keyId }: KeyParams): Promise<RevokedKeyDto> {
    return this.keys.revoke(caller, keyId);
  }
}
