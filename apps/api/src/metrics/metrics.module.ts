import { type DynamicModule, Module } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { MetricsController } from './metrics.controller.js';

@Module({})
export class MetricsModule {
  /** @param metrics undefined only if the application is described, not served */
  static over(metrics: Metrics | undefined): DynamicModule {
    return {
      module: MetricsModule,
      controllers: [MetricsController],
      providers: [{ provide: Metrics, useValue: metrics }],
    };
  }
}
