import { Storage, type Write } from '#libs/storage';

/** The storage as the instances write it: webhook delivery learns of each commit that may have brought events. */
export class Commits extends Storage {
  /** @param onCommit called after each commit that may have brought events */
  constructor(
    storage: Storage,
    private readonly onCommit: () => void,
  ) {
    super(storage.database, storage.newDeliveries);
  }

  /** Runs a unit of work and tells the dispatcher, which looks for itself whether there is anything to do. */
  async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    const result = await this.database.write(work);
    this.onCommit();
    return result;
  }
}
