import { WhatsAppFault } from '../../faults.js';
import type { Supervisor } from '../supervisor.js';
import type { PasskeyCeremony } from './ceremony.js';
import type { PasskeyCredential } from './credential.js';
import type { PasskeyView } from './steps.js';

/** The link by passkey of an instance's current connection, for callers. */
export class PasskeyLink {
  constructor(private readonly supervisor: Supervisor) {}

  /** @throws WhatsAppFault CONFLICT if WhatsApp asks for no passkey right now */
  view(): PasskeyView {
    return this.current().view ?? this.none();
  }

  /** Answers WhatsApp's request, see {@link PasskeyCeremony.answer}. @throws as there; CONFLICT without a request */
  async answer(credential: PasskeyCredential): Promise<PasskeyView> {
    return this.current().answer(credential);
  }

  /** Confirms the code that the phone shows, see {@link PasskeyCeremony.confirm}. @throws as there; CONFLICT without a request */
  async confirm(code: string): Promise<PasskeyView> {
    return this.current().confirm(code);
  }

  private current(): PasskeyCeremony {
    const { passkey } = this.supervisor;
    return passkey?.view ? passkey : this.none();
  }

  private none(): never {
    const { status } = this.supervisor;
    throw new WhatsAppFault('CONFLICT', 'WhatsApp asks for no passkey right now', { status });
  }
}
