import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../access/principal.js';
import { Operation } from '../documentation/operation.decorator.js';
import { Caller } from '../http/caller.decorator.js';
import { OwnKeyDto } from './dto/key.dto.js';

@ApiTags('Keys')
@Controller('api/v1/key')
export class OwnKeyController {
  @Get()
  @Operation({
    id: 'getOwnKey',
    anyKey: true,
    summary: 'Get the API key of the request',
    description: 'Shows what the key that the request carries may do. Every key may ask.',
    answers: { 200: 'The key, without its secret' },
    data: OwnKeyDto,
  })
  show(@Caller() caller: Principal): OwnKeyDto {
    return OwnKeyDto.of(caller);
  }
}
