import { createHash } from 'node:crypto';
import { isQr, isReady, statuses, words } from '../harness/linked-instance.js';
import { type Credential, PasskeyBot } from '../harness/passkey-bot.js';
import { useWorld } from '../harness/world.js';

const PERSON = '15550001117';
const QUICK = { RECONNECT_DELAY_MS: '40', RECONNECT_MAX_DELAY_MS: '320', SEND_TIMEOUT_MS: '60000' };
/** For requests that nobody is going to answer. */
const BRIEF_MS = 2_000;
/** Long enough to answer within it on a busy machine. */
const STEP_MS = 20_000;

const world = useWorld(QUICK);
let number = 0;

/** A new instance of a phone that requires a passkey. */
async function made(name: string, settings: object = {}): Promise<PasskeyBot> {
  number += 1;
  const bot = new PasskeyBot(world, name, `62819000${String(number).padStart(4, '0')}`);
  await bot.prepare(settings);
  return bot;
}

async function refuse(child: string, bot: PasskeyBot, fault: object): Promise<void> {
  await world.emulator.fault({ kind: 'iq-error', xmlns: 'md', child, phone: bot.phone, ...fault });
}

const isPasskey = ({ event }: { event: string }): boolean => event === 'passkey';

afterEach(async () => {
  await world.emulator.clearFaults();
});

describe('a phone that requires a passkey', () => {
  it('is linked after the QR code', async () => {
    const bot = await made('by-qr');
    expect(await bot.passkey()).toMatchObject({
      code: 409,
      error: { code: 'CONFLICT', details: { status: 'disconnected' } },
    });
    await bot.scan();
    const { status, passkeyExpiresAt, qrExpiresAt } = await bot.state();
    expect({ status, qrExpiresAt }).toEqual({ status: 'passkey_required' });
    const { data } = await bot.passkey();
    expect(data).toEqual({
      awaiting: 'credential',
      request: expect.objectContaining({ rpId: 'whatsapp.com', userVerification: 'required' }),
      expiresAt: passkeyExpiresAt,
    });
    expect(await bot.qrAnswer()).toBe(409);

    const accepted = await bot.answerWith(await bot.credential());
    expect(accepted.code).toBe(202);
    const story = await bot.story(0, isReady);
    expect(statuses(story)).toEqual([
      'connecting',
      'qr_required',
      'passkey_required',
      'connecting',
      'connected',
    ]);
    expect(story.filter(isPasskey).map(({ data: { awaiting } }) => awaiting)).toEqual([
      'credential',
      'phone',
      'pairing',
    ]);
    // The proof of the scan was accepted, so that there is nothing to compare.
    expect(await world.emulator.get(`/phones/${bot.phone}/passkey`)).toEqual({ code: null });
    expect(await bot.passkey()).toMatchObject({ code: 409 });
    await bot.talks(PERSON);

    // The secret that was replaced is the one that is kept.
    await world.api.halt();
    await world.api.start();
    await bot.reaches('connected');
    await bot.talks(PERSON);
  });

  it('is linked after the pairing code', async () => {
    const bot = await made('by-code');
    await bot.connectByCode();
    await bot.awaits('credential');
    expect(await bot.state()).not.toHaveProperty('pairingCodeExpiresAt');
    expect((await bot.answerWith(await bot.credential())).code).toBe(202);
    await bot.story(0, isReady);
    await bot.talks(PERSON);
  });

  it('is linked by comparing codes where no proof of the scan is accepted', async () => {
    const bot = await made('by-comparison', { passkey: 'compared' });
    await bot.scan();
    const first = await bot.passkey();
    const since = world.receiver.mark;
    expect(await bot.answerWith(await bot.credential())).toMatchObject({
      code: 500,
      error: { code: 'WHATSAPP_ERROR', details: { code: '406', outcome: 'not_sent' } },
    });
    // There is another request, which is answered without the proof.
    await bot.awaits('credential', since);
    const second = await bot.passkey();
    expect(second.data?.request?.['challenge']).not.toBe(first.data?.request?.['challenge']);
    expect((await bot.answerWith(await bot.credential())).code).toBe(202);
    const { data } = await bot.awaits('confirmation', since);
    const shown = await bot.codeOnPhone();
    expect(shown).toMatch(/^[1-9A-Z]{4}-[1-9A-Z]{4}$/);
    expect(data['code']).toBe(shown);
    expect(await bot.passkey()).toMatchObject({ data: { awaiting: 'confirmation', code: shown } });

    expect(await bot.confirm(shown === 'AAAA-AAAA' ? 'BBBB-BBBB' : 'AAAA-AAAA')).toMatchObject({
      code: 400,
      error: { details: { fields: [{ field: 'code' }] } },
    });
    expect(await bot.confirm('ABC')).toMatchObject({
      code: 400,
      error: { details: { fields: [{ field: 'code' }] } },
    });
    expect(await bot.answerWith(await bot.credentialOf(second.data?.request))).toMatchObject({ code: 409 });
    // As a human types it.
    expect((await bot.confirm(shown.replace('-', '').toLowerCase())).code).toBe(202);
    await bot.story(0, isReady);
    await bot.talks(PERSON);
  });

  it('is linked after a restart of the server in the middle, from the beginning', async () => {
    const bot = await made('by-two-servers');
    await bot.scan();
    const old = await bot.credential();
    const since = bot.mark;
    await world.api.halt();
    await world.api.start();
    const qr = (await bot.story(since, isQr)).at(-1);
    expect(await bot.state()).toMatchObject({ status: 'qr_required' });
    expect(await bot.state()).not.toHaveProperty('passkeyExpiresAt');
    expect(await bot.passkey()).toMatchObject({ code: 409, error: { details: { status: 'qr_required' } } });
    expect(await bot.answerWith(old)).toMatchObject({ code: 409 });
    await world.emulator.scan(bot.phone, String(qr?.data['qr']));
    await bot.story(since, isPasskey);
    // The browser's answer to the first request is no answer to this one.
    expect(await bot.answerWith(old)).toMatchObject({
      code: 400,
      error: { details: { fields: [{ field: 'response.clientDataJSON' }] } },
    });
    expect((await bot.answerWith(await bot.credential())).code).toBe(202);
    await bot.story(since, isReady);
    await bot.talks(PERSON);
  });

  it('is linked after a kill of the server while the phone is waited for', async () => {
    const bot = await made('by-a-killed-server', { passkey: 'stuck' });
    await bot.scan();
    expect((await bot.answerWith(await bot.credential())).code).toBe(202);
    await bot.awaits('phone');
    const since = bot.mark;
    await world.api.kill();
    await world.emulator.request('PATCH', `/phones/${bot.phone}`, { passkey: 'required' });
    await world.api.start();
    const qr = (await bot.story(since, isQr)).at(-1);
    await world.emulator.scan(bot.phone, String(qr?.data['qr']));
    await bot.story(since, isPasskey);
    expect((await bot.answerWith(await bot.credential())).code).toBe(202);
    await bot.story(since, isReady);
    expect(await bot.companions()).toBe(1);
    await bot.talks(PERSON);
  });
});

describe('a link by passkey that stops', () => {
  it('asks again when the credential is refused', async () => {
    const bot = await made('refused');
    await bot.scan();
    await refuse('passkey_prologue', bot, { code: 403, times: 1 });
    const since = world.receiver.mark;
    expect(await bot.answerWith(await bot.credential())).toMatchObject({
      code: 500,
      error: { code: 'WHATSAPP_ERROR', details: { code: '403', outcome: 'not_sent' } },
    });
    await bot.awaits('credential', since);
    expect(await bot.state()).toMatchObject({ status: 'passkey_required' });
    expect((await bot.answerWith(await bot.credential())).code).toBe(202);
    // Without the proof, which was used up.
    await bot.awaits('confirmation', since);
    expect((await bot.confirm(await bot.codeOnPhone())).code).toBe(202);
    await bot.story(0, isReady);
  });

  it('shows a QR code again when the credential is refused and WhatsApp makes no other request', async () => {
    const bot = await made('refused-for-good');
    await bot.scan();
    await refuse('passkey_prologue', bot, { code: 403 });
    await refuse('passkey_request_options', bot, { code: 403 });
    const since = bot.mark;
    expect(await bot.answerWith(await bot.credential())).toMatchObject({ code: 500 });
    const story = await bot.story(since, isQr);
    expect(words(story)).toEqual(['disconnected passkey_refused', 'qr']);
    expect(statuses(story)).toEqual(['connecting', 'qr_required']);
    expect(await bot.state()).toMatchObject({
      status: 'qr_required',
      lastDisconnect: { reason: 'passkey_refused' },
    });
  });

  it('shows a QR code again when nobody answers in time', async () => {
    const bot = await made('late', { passkeyTimeout: BRIEF_MS });
    await bot.beScanned();
    const { data } = await bot.awaits('credential');
    expect(words(await bot.story(0, ({ event }) => event === 'disconnected')).at(-1)).toBe(
      'disconnected passkey_expired',
    );
    await bot.reaches('qr_required');
    const late = await bot.credentialOf(Object(data['request']));
    expect(await bot.answerWith(late)).toMatchObject({ code: 409 });
  });

  // Both wait at the same time.
  describe('for lack of an answer', () => {
    let stuck: PasskeyBot;
    let uncompared: PasskeyBot;

    beforeAll(async () => {
      stuck = await made('stuck', { passkey: 'stuck', passkeyTimeout: STEP_MS });
      uncompared = await made('uncompared', { passkey: 'compared', passkeyTimeout: STEP_MS });
      await stuck.scan();
      expect((await stuck.answerWith(await stuck.credential())).code).toBe(202);
      await uncompared.scan();
      expect((await uncompared.answerWith(await uncompared.credential())).code).toBe(500);
      expect((await uncompared.answerWith(await uncompared.credential())).code).toBe(202);
    });

    it('of the phone, shows a QR code again', async () => {
      const { sequence } = await stuck.awaits('phone');
      expect(words(await stuck.story(sequence, isQr))).toEqual(['disconnected passkey_unanswered', 'qr']);
    });

    it('of somebody who compares the codes, shows a QR code again', async () => {
      const { sequence, data } = await uncompared.awaits('confirmation');
      expect(words(await uncompared.story(sequence, isQr))).toEqual(['disconnected passkey_expired', 'qr']);
      expect(await uncompared.confirm(String(data['code']))).toMatchObject({ code: 409 });
    });
  });

  it.each(['companion_nonce', 'encrypted_pairing_request'])(
    'shows a QR code again when WhatsApp refuses %s',
    async (child) => {
      const bot = await made(`refuses-${child.slice(0, 9)}`);
      await bot.scan();
      await refuse(child, bot, { code: 400, times: 1 });
      const since = bot.mark;
      await bot.answerWith(await bot.credential());
      expect(words(await bot.story(since, isQr))).toEqual(['passkey', 'disconnected passkey_failed', 'qr']);
    },
  );

  it('is given up after as many rounds as QR codes are', async () => {
    const bot = await made('given-up', { passkeyTimeout: BRIEF_MS });
    let qr = String((await bot.connect()).qr);
    for (let round = 1; round <= 5; round += 1) {
      const since = bot.mark;
      await world.emulator.scan(bot.phone, qr);
      const story = await bot.story(since, ({ event }) => event === 'disconnected');
      expect(words(story).slice(-2)).toEqual(['passkey', 'disconnected passkey_expired']);
      const state = await bot.reachesOneOf(['qr_required', 'disconnected']);
      if (state.status === 'disconnected') {
        expect(state).toMatchObject({ reason: 'passkey_expired' });
        return;
      }
      qr = String((await bot.connect()).qr);
    }
    throw new Error('it goes on for ever');
  });

  it('says so when the connection ends before WhatsApp has answered', async () => {
    const bot = await made('cut-off');
    await bot.scan();
    const credential = await bot.credential();
    const silence = { kind: 'silence', xmlns: 'md', child: 'passkey_prologue', phone: bot.phone };
    const fault = await world.emulator.fault(silence);
    const cutOff = bot.answerWith(credential);
    await world.emulator.struck(fault);
    await bot.restart();
    expect(await cutOff).toMatchObject({
      code: 503,
      error: { code: 'INSTANCE_NOT_CONNECTED', details: { outcome: 'unknown' } },
    });
  });

  it('ends with disconnect, and begins again with restart', async () => {
    const bot = await made('cancelled');
    await bot.scan();
    const credential = await bot.credential();
    expect(await bot.disconnect()).toMatchObject({ status: 'disconnected' });
    expect(await bot.passkey()).toMatchObject({ code: 409, error: { details: { status: 'disconnected' } } });
    expect(await bot.answerWith(credential)).toMatchObject({ code: 409 });
    await bot.scan();
    expect(await bot.connect()).toMatchObject({ status: 'passkey_required' });
    expect(await bot.restart()).toMatchObject({ status: 'qr_required', qr: expect.any(String) });
    expect(await bot.confirm('ABCD-EFGH')).toMatchObject({ code: 409 });
  });
});

describe('a credential', () => {
  let bot: PasskeyBot;
  let valid: Credential;

  beforeAll(async () => {
    bot = await made('strict');
    await bot.scan();
    valid = await bot.credential();
  });

  const response = (change: Partial<Credential['response']>): Credential => ({
    ...valid,
    response: { ...valid.response, ...change },
  });
  const clientData = (change: object): Credential => {
    const data = JSON.parse(Buffer.from(valid.response.clientDataJSON, 'base64url').toString('utf8'));
    const clientDataJSON = Buffer.from(JSON.stringify({ ...data, ...change })).toString('base64url');
    return response({ clientDataJSON });
  };
  const authenticatorData = (flags: number, domain = 'whatsapp.com'): Credential => {
    const hash = createHash('sha256').update(domain).digest();
    const data = Buffer.concat([hash, Buffer.from([flags, 0, 0, 0, 0])]);
    return response({ authenticatorData: data.toString('base64url') });
  };

  const wrong: [what: string, field: string, credential: () => object][] = [
    ['nothing', 'id', () => ({})],
    ['an id with padding', 'id', () => ({ ...valid, id: 'YQ==' })],
    ['a long id', 'id', () => ({ ...valid, id: 'a'.repeat(2_000) })],
    ['two ids', 'rawId', () => ({ ...valid, rawId: 'AAAA' })],
    ['another type', 'type', () => ({ ...valid, type: 'password' })],
    ['no response', 'response', () => ({ ...valid, response: 'x' })],
    [
      'an attestation',
      'response.attestationObject',
      () => ({ ...valid, response: { ...valid.response, attestationObject: 'AAAA' } }),
    ],
    [
      'a number as signature',
      'response.signature',
      () => ({ ...valid, response: { ...valid.response, signature: 1 } }),
    ],
    ['long client data', 'response.clientDataJSON', () => response({ clientDataJSON: 'a'.repeat(5_000) })],
    ['client data of no JSON', 'response.clientDataJSON', () => response({ clientDataJSON: 'AAAA' })],
    ['a registration', 'response.clientDataJSON', () => clientData({ type: 'webauthn.create' })],
    ['another challenge', 'response.clientDataJSON', () => clientData({ challenge: 'AAAA' })],
    [
      'another origin',
      'response.clientDataJSON',
      () => clientData({ origin: 'https://whatsapp.com.example' }),
    ],
    ['short data', 'response.authenticatorData', () => response({ authenticatorData: 'AAAA' })],
    ['another domain', 'response.authenticatorData', () => authenticatorData(0x05, 'example.com')],
    ['nobody present', 'response.authenticatorData', () => authenticatorData(0x04)],
    ['nobody verified', 'response.authenticatorData', () => authenticatorData(0x01)],
    ['a handle of spaces', 'response.userHandle', () => response({ userHandle: ' ' })],
    ['extensions of no object', 'clientExtensionResults', () => ({ ...valid, clientExtensionResults: 1 })],
  ];

  it.each(wrong)(
    'with %s is refused before WhatsApp sees it, naming %s',
    async (_what, field, credential) => {
      expect(await bot.answerAnything(credential())).toMatchObject({
        code: 400,
        error: {
          code: 'INVALID_REQUEST',
          details: { fields: expect.arrayContaining([expect.objectContaining({ field })]) },
        },
      });
    },
  );

  it('is taken after all that, with the proof of the scan', async () => {
    expect(await bot.passkey()).toMatchObject({ data: { awaiting: 'credential' } });
    const both = await Promise.all([bot.answerWith(valid), bot.answerWith(valid)]);
    // Of two that come at once, only one goes to WhatsApp.
    expect(new Set(both.map(({ code }) => code))).toEqual(new Set([202, 409]));
    await bot.story(0, isReady);
  });
});

it('nothing of all this happens to a phone without a passkey', async () => {
  const bot = await made('plain', { passkey: 'none' });
  await bot.pair();
  expect(statuses(await bot.story(0, isReady))).not.toContain('passkey_required');
});
