import {
  answerInstancePasskey,
  type AnswerInstancePasskeyData,
  confirmInstancePasskey,
  connectInstance,
  getInstancePasskey,
  type Passkey,
} from '../../packages/client/src/generated/index.js';
import { LinkedInstance } from './linked-instance.js';
import { type Outcome, outcomeOf } from './outcome.js';
import type { Arrival } from './receiver.js';
import { eventually } from './waiting.js';

export type Credential = AnswerInstancePasskeyData['body'];

/** An instance of which WhatsApp wants a passkey when it is linked, and the owner with phone and browser. */
export class PasskeyBot extends LinkedInstance {
  /** Creates it. @param settings of the phone, see docs/emulator.md */
  async prepare(settings: object = {}): Promise<void> {
    await this.world.emulator.request('PATCH', `/phones/${this.phone}`, { passkey: 'required', ...settings });
    await this.create();
  }

  /** Connects, and has the QR code scanned. */
  async beScanned(): Promise<void> {
    const { qr } = await eventually(
      () => this.connect(),
      (now) => now.qr !== undefined,
      `a QR code of ${this.instanceId}`,
    );
    await this.world.emulator.scan(this.phone, String(qr));
  }

  /** Connects, and has the QR code scanned. Resolves with the event that WhatsApp asks for the passkey. */
  async scan(): Promise<Arrival> {
    await this.beScanned();
    await this.reaches('passkey_required');
    const { data: now } = await this.passkey();
    const challenge = now?.request?.['challenge'];
    return this.event('passkey', ({ data }) => Object(data['request']).challenge === challenge);
  }

  /** Connects, and has the pairing code entered. */
  async connectByCode(): Promise<void> {
    const body = { pairingPhone: this.phone };
    const { data } = await connectInstance({ ...this.call(), body, throwOnError: true });
    const { pairingCode: code } = data.data;
    await this.world.emulator.request('POST', `/phones/${this.phone}/pair`, { code });
  }

  /** Waits until it has one of these statuses. */
  async reachesOneOf(statuses: readonly string[]) {
    return eventually(
      () => this.state(),
      ({ status }) => statuses.includes(status),
      `${this.instanceId} to be ${statuses.join(' or ')}`,
    );
  }

  /** Waits for the event that the link is at a step. */
  async awaits(step: Passkey['awaiting'], from?: number) {
    return this.event('passkey', ({ data }) => data['awaiting'] === step, { from });
  }

  async passkey(): Promise<Outcome<Passkey>> {
    return outcomeOf(getInstancePasskey(this.call()));
  }

  /** What the owner's browser answers to the request of right now. */
  async credential(): Promise<Credential> {
    const { data } = await this.passkey();
    return this.credentialOf(data?.request);
  }

  /** What the owner's browser answers to a request. */
  async credentialOf(request: object | undefined): Promise<Credential> {
    return this.world.emulator.request('POST', `/phones/${this.phone}/passkey`, { request });
  }

  async answerWith(body: Credential): Promise<Outcome<Passkey>> {
    return outcomeOf(answerInstancePasskey({ ...this.call(), body }));
  }

  /** Answers with anything. */
  async answerAnything(body: object): Promise<{ code: number; error: unknown }> {
    const path = `/api/v1/instances/${this.instanceId}/passkey`;
    const headers = { 'Content-Type': 'application/json' };
    const response = await this.world.api.raw(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const { error } = Object(await response.json());
    return { code: response.status, error };
  }

  async confirm(code: string): Promise<Outcome<Passkey>> {
    return outcomeOf(confirmInstancePasskey({ ...this.call(), body: { code } }));
  }

  /** The code that the phone shows. */
  async codeOnPhone(): Promise<string> {
    const { code } = await eventually(
      () => this.world.emulator.get(`/phones/${this.phone}/passkey`),
      (phone) => phone.code !== null,
      'a code on the phone',
    );
    return code;
  }
}
