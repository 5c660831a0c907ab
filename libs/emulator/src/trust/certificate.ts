import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import {
  bitString,
  boolean,
  context,
  integer,
  octetString,
  oid,
  sequence,
  set,
  utcTime,
  utf8String,
} from './der.js';

/** A TLS identity in PEM. */
export interface TlsIdentity {
  certificate: string;
  privateKey: string;
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const YEARS_VALID = 10;

function extension(id: string, value: Buffer, critical = false): Buffer {
  return critical
    ? sequence(oid(id), boolean(true), octetString(value))
    : sequence(oid(id), octetString(value));
}

function extensions(): Buffer {
  const loopback = context(7, Buffer.from([127, 0, 0, 1]), false);
  const localhost = context(2, Buffer.from('localhost', 'latin1'), false);
  const serverAuth = oid('1.3.6.1.5.5.7.3.1');
  return sequence(
    extension('2.5.29.19', sequence(boolean(true)), true),
    // digitalSignature and keyCertSign
    extension('2.5.29.15', bitString(Buffer.from([0x84]), 2), true),
    extension('2.5.29.37', sequence(serverAuth)),
    extension('2.5.29.17', sequence(loopback, localhost)),
  );
}

/**
 * Issues a self-signed certificate for 127.0.0.1 that is its own authority: a client that trusts it trusts the
 * server. Node cannot issue X.509 certificates, so the structure of RFC 5280 is written here.
 */
export function issueLoopbackCertificate(now = new Date()): TlsIdentity {
  // Encoded at once: Node 20 can lock up for good when it exports a key that it has just made.
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const until = new Date(now);
  until.setUTCFullYear(now.getUTCFullYear() + YEARS_VALID);
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(15)]);
  // OpenSSL finds an authority by its name, so a client that trusts two emulators needs different names.
  const commonName = utf8String(`WhatsApp emulator ${serial.toString('hex')}`);
  const name = sequence(set(sequence(oid('2.5.4.3'), commonName)));
  const tbs = sequence(
    context(0, integer(Buffer.from([2])), true),
    integer(serial),
    ECDSA_WITH_SHA256,
    name,
    sequence(utcTime(new Date(now.getTime() - 86_400_000)), utcTime(until)),
    name,
    publicKey,
    context(3, extensions(), true),
  );
  const certificate = sequence(tbs, ECDSA_WITH_SHA256, bitString(sign('sha256', tbs, privateKey)));
  const body = certificate
    .toString('base64')
    .replaceAll(/(.{64})/g, '$1\n')
    .trimEnd();
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
    privateKey,
  };
}
