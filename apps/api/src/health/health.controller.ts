import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { Public } from '../http/public.decorator.js';
import { HealthDto, LivenessDto, ReadinessDto } from './health.dto.js';
import { HealthService } from './health.service.js';
import { Readiness } from './readiness.js';

@Public()
@ApiTags('Health')
@Controller()
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly readiness: Readiness,
  ) {}

  @Get('health')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'getHealth',
    summary: 'Check the health of the server',
    answers: { 200: 'The server is running and can read its database' },
    data: HealthDto,
    open: true,
  })
  check(): Promise<HealthDto> {
    return this.health.check();
  }

  @Get('livez')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'getLiveness',
    summary: 'Check that the server runs',
    description:
      'For whatever restarts the server if it hangs. It reads nothing, so that a slow disk causes no restart.',
    answers: { 200: 'The server runs' },
    data: LivenessDto,
    open: true,
  })
  live(): LivenessDto {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'getReadiness',
    summary: 'Check that the server can work',
    description:
      'For whatever sends requests to the server. It is not ready if it cannot read its database, if less than 64 MiB of the disk are free, or while it shuts down.',
    answers: { 200: 'The server can work' },
    data: ReadinessDto,
    open: true,
    faults: ['NOT_READY'],
  })
  ready(): Promise<ReadinessDto> {
    return this.readiness.check();
  }

  @Get('api/v1/health')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'getHealthUnderApiV1',
    summary: 'Check the health of the server, like `GET /health`',
    answers: { 200: 'The server is running and can read its database' },
    data: HealthDto,
    open: true,
  })
  checkApi(): Promise<HealthDto> {
    return this.health.check();
  }
}
