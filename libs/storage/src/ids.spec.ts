import { deliveryIdOf, isDeliveryId, newId } from './ids.js';

describe('an id', () => {
  it('says what it is of, and sorts by its time', () => {
    expect(newId('evt')).toMatch(/^evt_[0-9a-f]{32}$/);
    expect(Number.parseInt(newId('ins').slice(4, 16), 16)).toBeGreaterThan(Date.now() - 60_000);
    expect(newId('req')).not.toBe(newId('req'));
  });

  it('of a delivery is that of its event and its target', () => {
    expect(deliveryIdOf('evt_018c0123', 'tgt_018c4567abcdef')).toBe('dlv_018c0123_abcdef');
    expect(deliveryIdOf('evt_018c0123', 'tgt_global')).toBe('dlv_018c0123_global');
  });

  it('that a caller gives may be of anything', () => {
    expect(isDeliveryId('dlv_018c0123_abcdef')).toBe(true);
    expect(isDeliveryId('evt_018c0123')).toBe(false);
  });
});
