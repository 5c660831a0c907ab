import { notConnected, refused, refusedBy, unusable, WhatsAppFault } from './faults.js';

describe('the outcome of a fault', () => {
  it.each(['WHATSAPP_ERROR', 'UPSTREAM_TIMEOUT'] as const)('is unknown unless said otherwise: %s', (code) => {
    const unmarked = new WhatsAppFault(code, 'it failed');
    expect(unmarked).toMatchObject({ outcome: 'unknown', details: { outcome: 'unknown' } });
    const marked = new WhatsAppFault(code, 'it failed', { outcome: 'not_sent' });
    expect(marked).toMatchObject({ outcome: 'not_sent', details: { outcome: 'not_sent' } });
  });

  it.each([
    'INVALID_REQUEST',
    'INSTANCE_NOT_FOUND',
    'INSTANCE_ALREADY_EXISTS',
    'CONFLICT',
    'MESSAGE_NOT_FOUND',
    'CONTACT_NOT_FOUND',
    'GROUP_NOT_FOUND',
    'MEDIA_FETCH_FAILED',
  ] as const)('is plain from the code, and shown only where it was given: %s', (code) => {
    const unmarked = new WhatsAppFault(code, 'it failed', { reason: 'why' });
    expect(unmarked).toMatchObject({ outcome: 'not_sent', details: { reason: 'why' } });
    expect(unmarked.details).not.toHaveProperty('outcome');
    const marked = new WhatsAppFault(code, 'it failed', { outcome: 'unknown' });
    expect(marked).toMatchObject({ outcome: 'unknown', details: { outcome: 'unknown' } });
  });

  it('is `not_sent` without a connection, unless that ended in the middle', () => {
    expect(new WhatsAppFault('INSTANCE_NOT_CONNECTED', 'none').details).toEqual({ outcome: 'not_sent' });
    expect(notConnected('disconnected').details).toEqual({ status: 'disconnected', outcome: 'not_sent' });
    expect(notConnected('connected', 'unknown').details).toEqual({ outcome: 'unknown' });
  });

  it('is `not_sent` when WhatsApp has refused, and unknown when its answer makes no sense', () => {
    expect(refusedBy('403').outcome).toBe('not_sent');
    expect(refused('479', { messageId: 'A' }).outcome).toBe('not_sent');
    expect(unusable().outcome).toBe('unknown');
  });
});
