import { participantHash } from './participant-hash.js';

it('hashes the devices of a list in any order, and tells lists apart', () => {
  const list = ['15550001111@s.whatsapp.net', '15550001111:3@s.whatsapp.net'];
  expect(participantHash(list)).toMatch(/^2:[A-Za-z0-9+/]{8}$/);
  expect(participantHash(list.toReversed())).toBe(participantHash(list));
  expect(participantHash(list.slice(1))).not.toBe(participantHash(list));
});
