import { type Database, DeliveriesRepository, HeldLeases } from '#libs/storage';

/** Deliveries on a disk that is full once. */
export class RefusingDeliveries extends DeliveriesRepository {
  readonly refused: Promise<void>;
  private refuse: (() => void) | undefined;

  constructor(
    database: Database,
    private readonly step: 'record' | 'load' = 'record',
  ) {
    super(database, new HeldLeases(database, database));
    this.refused = new Promise((resolve) => {
      this.refuse = resolve;
    });
  }

  override async record(...given: Parameters<DeliveriesRepository['record']>) {
    this.perhapsRefuse('record');
    return super.record(...given);
  }

  override async load(positions: readonly number[]) {
    this.perhapsRefuse('load');
    return super.load(positions);
  }

  private perhapsRefuse(step: 'record' | 'load'): void {
    const { refuse } = this;
    if (step !== this.step || !refuse) return;
    this.refuse = undefined;
    refuse();
    throw new Error('the disk is full');
  }
}
