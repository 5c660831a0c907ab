import { connectionFault } from './connection-fault.js';

function fault(code: string, cause?: Error): Error {
  return Object.assign(new Error('secret detail', { cause }), { code });
}

describe('the word for a failed connection', () => {
  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'reset'],
    ['ETIMEDOUT', 'timeout'],
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['CERT_REVOKED', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['HPE_INVALID_CONSTANT', 'invalid_answer'],
    ['ERR_OUTBOUND_REFUSED', 'blocked_address'],
    ['ERR_INVALID_CHAR', 'failed'],
  ])('%s is %s', (code, word) => expect(connectionFault(fault(code))).toBe(word));

  it('is found behind the wrapping of a library', () => {
    expect(connectionFault(fault('ERR_BAD_RESPONSE', fault('EPIPE')))).toBe('reset');
    expect(connectionFault(new Error('no code'))).toBe('failed');
    expect(connectionFault('not an error')).toBe('failed');
  });
});
