import { Controller, Get, Header, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { Metrics } from './metrics.js';

@ApiTags('Health')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @Operation({
    id: 'getMetrics',
    scope: 'metrics:read',
    summary: 'Read the metrics',
    description:
      "In Prometheus' text format. `docs/operating.md` describes them. `METRICS_PORT` serves them without a key on a port of its own.",
    answers: { 200: 'All metrics' },
    raw: ['text/plain'],
  })
  async read(): Promise<StreamableFile> {
    const text = Buffer.from(await this.metrics.text());
    return new StreamableFile(text, { type: this.metrics.contentType, length: text.length });
  }
}
