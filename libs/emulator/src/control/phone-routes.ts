import type { FastifyInstance } from 'fastify';
import {
  type Account,
  type AccountSettings,
  ADDRESSINGS,
  GROUP_ADD,
  PASSKEY_MODES,
} from '../accounts/account.js';
import { Fields } from '../state/fields.js';
import { PairingFailed, readQr } from '../linking/pairing.js';
import type { WhatsAppServer } from '../assembly.js';
import { PRESENCE_STATES, TYPING_STATES } from '../protocol/stanzas/presences.js';
import { phoneNumber } from './phone-numbers.js';
import { accountOf, parameters, recipientOf } from './parameters.js';
import { PROFILE_FIELDS, readProfile, showProfile } from './profile-routes.js';
import { Refusal } from './refusal.js';

function settings(fields: Fields): AccountSettings {
  return {
    name: fields.optionalText('name'),
    addressing: fields.optionalOneOf('addressing', ADDRESSINGS),
    autoReceipt: fields.optionalFlag('autoReceipt'),
    registered: fields.optionalFlag('registered'),
    history: fields.optionalFlag('history'),
    aliases: fields.has('aliases')
      ? fields.texts('aliases').map((number) => phoneNumber(number, 'aliases'))
      : undefined,
    groupAdd: fields.optionalOneOf('groupAdd', GROUP_ADD),
    staleDevices: fields.has('staleDevices') ? fields.integers('staleDevices') : undefined,
    silentDevices: fields.has('silentDevices') ? fields.integers('silentDevices') : undefined,
    passkeyMode: fields.optionalOneOf('passkey', PASSKEY_MODES),
    passkeyTimeout: fields.optionalInteger('passkeyTimeout', { min: 1 }),
    hidesNumber: fields.optionalFlag('hidesNumber'),
    username: fields.optionalText('username'),
    needsToken: fields.optionalFlag('needsToken'),
  };
}

/** Applies the settings in the body, as if they were changed on the phone. */
async function change(server: WhatsAppServer, account: Account, fields: Fields): Promise<void> {
  const { name, ...others } = settings(fields);
  const profile = await readProfile(server, fields);
  account.set(others);
  if (name !== undefined) await server.settings.rename(account, name);
  await profile(account);
}

const SETTINGS = [
  'name',
  'addressing',
  'autoReceipt',
  'registered',
  'history',
  'aliases',
  'groupAdd',
  'staleDevices',
  'silentDevices',
  'passkey',
  'passkeyTimeout',
  'hidesNumber',
  'username',
  'needsToken',
] as const;

async function linked(
  attempt: Promise<number | undefined>,
  field: string,
): Promise<{ companion: number | null }> {
  try {
    return { companion: (await attempt) ?? null };
  } catch (error) {
    if (error instanceof PairingFailed) throw new Refusal(404, error.message, field);
    throw error;
  }
}

/** Phones: their settings, linking and unlinking companions, presence and typing. */
export function phoneRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  const show = (account: Account) => ({
    phone: account.phone,
    jid: account.pnJid,
    lid: account.lidJid,
    name: account.name,
    addressing: account.addressing,
    autoReceipt: account.autoReceipt,
    registered: account.registered,
    history: account.history,
    aliases: account.aliases,
    ...showProfile(account),
    groupAdd: account.groupAdd,
    staleDevices: account.staleDevices,
    silentDevices: account.silentDevices,
    silentlyRead: account.silentlyRead,
    passkey: account.passkeyMode,
    passkeyTimeout: account.passkeyTimeout,
    hidesNumber: account.hidesNumber,
    username: account.username ?? null,
    needsToken: account.needsToken,
    channelTerms: account.channelTerms,
    blocked: [...account.blocked],
    available: account.available,
    companions: [...account.companions.values()].map((companion) => ({
      n: companion.number,
      connected: server.connections.find(companion) !== undefined,
      active: server.connections.find(companion)?.active ?? false,
      queued: companion.queue.size,
      unacknowledged: companion.queue.unacknowledged,
    })),
  });

  http.get('/phones', () => server.directory.all.map(show));

  /** Blocks somebody on the phone, or no longer. */
  http.put('/phones/:phone/blocked/:person', (request) => {
    const account = accountOf(server, request);
    const person = server.directory.ensure(phoneNumber(parameters(request).text('person'), 'person'));
    server.blocking.set(account, person, true);
    return { blocked: [...account.blocked] };
  });

  http.delete('/phones/:phone/blocked/:person', (request) => {
    const account = accountOf(server, request);
    const person = server.directory.ensure(phoneNumber(parameters(request).text('person'), 'person'));
    server.blocking.set(account, person, false);
    return { blocked: [...account.blocked] };
  });

  const changed = async (account: Account, fields: Fields) => {
    await change(server, account, fields);
    return show(account);
  };

  http.post('/phones', (request) => {
    const fields = Fields.of(request.body).only('phone', ...SETTINGS, ...PROFILE_FIELDS);
    return changed(server.directory.ensure(phoneNumber(fields.text('phone'), 'phone')), fields);
  });

  http.get('/phones/:phone', (request) => show(accountOf(server, request)));

  http.patch('/phones/:phone', (request) =>
    changed(accountOf(server, request), Fields.of(request.body).only(...SETTINGS, ...PROFILE_FIELDS)),
  );

  http.post('/phones/:phone/scan', (request) => {
    const account = accountOf(server, request);
    const code = readQr(Fields.of(request.body).only('qr').text('qr'));
    if (!code) throw new Refusal(400, 'qr: must be the text of a QR code', 'qr');
    return linked(server.pairing.scan(account, code), 'qr');
  });

  http.post('/phones/:phone/pair', (request) => {
    const account = accountOf(server, request);
    const code = Fields.of(request.body).only('code').text('code').replaceAll(/[\s-]/g, '').toUpperCase();
    if (code.length !== 8) throw new Refusal(400, 'code: must have 8 characters', 'code');
    return linked(server.pairing.type(account, code), 'code');
  });

  http.get('/phones/:phone/passkey', (request) => ({
    code: server.pairing.codeOn(accountOf(server, request)) ?? null,
  }));

  http.post('/phones/:phone/passkey', (request) => {
    const account = accountOf(server, request);
    return account.passkey.answer(Fields.of(request.body).only('request').child('request'));
  });

  http.post('/phones/:phone/reinstall', (request) => {
    server.linking.reinstall(accountOf(server, request));
    return {};
  });

  http.delete('/phones/:phone/companions/:n', (request) => {
    const account = accountOf(server, request);
    const number = Number(parameters(request).text('n'));
    if (!server.linking.unlink(account, number))
      throw new Refusal(404, 'this phone has no companion with this number', 'n');
    return { unlinked: number };
  });

  http.post('/phones/:phone/typing', (request) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('to', 'state');
    server.presences.typing(account, recipientOf(server, fields), fields.oneOf('state', TYPING_STATES));
    return {};
  });

  http.post('/phones/:phone/presence', (request) => {
    const account = accountOf(server, request);
    server.presences.announce(account, Fields.of(request.body).only('state').oneOf('state', PRESENCE_STATES));
    return {};
  });
}
