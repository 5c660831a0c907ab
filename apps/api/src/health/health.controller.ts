import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { Public } from '../http/public.decorator.js';
import { HealthDto } from './health.dto.js';
import { HealthService } from './health.service.js';

@Public()
@ApiTags('Health')
@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

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

  @Get('api/v1/health')
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'getApiHealth',
    summary: 'Check the health of the server, like `GET /health`',
    answers: { 200: 'The server is running and can read its database' },
    data: HealthDto,
    open: true,
  })
  checkApi(): Promise<HealthDto> {
    return this.health.check();
  }
}
