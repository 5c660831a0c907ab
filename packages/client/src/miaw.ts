import { Caller, type CallerOptions } from './caller.js';
import { EventLog } from './event-log.js';
import { InstanceApi, MiawApi } from './generated/resources.gen.js';

export interface MiawOptions extends Partial<Omit<CallerOptions, 'baseUrl' | 'apiKey'>> {
  /** Address of the server, such as `http://localhost:3000`. */
  baseUrl: string;
  apiKey: string;
}

const MAX_RETRIES = 4;
const MAX_RETRY_WAIT_MS = 60_000;

/** A server of miaw-api, for whoever has an API key. */
export class Miaw extends MiawApi {
  constructor({
    fetch: send = (input, init) => globalThis.fetch(input, init),
    maxRetries = MAX_RETRIES,
    maxRetryWaitMs = MAX_RETRY_WAIT_MS,
    ...options
  }: MiawOptions) {
    super(new Caller({ ...options, fetch: send, maxRetries, maxRetryWaitMs }));
  }

  /** One instance: a WhatsApp account. It need not exist yet. */
  instance(instanceId: string): InstanceClient {
    return new InstanceClient(this.caller, { instanceId });
  }
}

/** What can be done with one instance. */
export class InstanceClient extends InstanceApi {
  override readonly events: EventLog;

  constructor(caller: Caller, path: { instanceId: string }) {
    super(caller, path);
    this.events = new EventLog(caller, path);
  }
}
