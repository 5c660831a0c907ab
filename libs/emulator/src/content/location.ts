import { proto } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';

/** A shared location. */
export interface Location {
  /** Degrees. */
  latitude: number;
  longitude: number;
  /** A live location has neither name nor address. */
  name?: string;
  address?: string;
  /** Whether it is a live location. */
  live?: boolean;
}

/** @throws InvalidInput naming the field */
export function readLocation(fields: Fields): Location {
  fields.only('latitude', 'longitude', 'name', 'address', 'live');
  const live = fields.optionalFlag('live');
  for (const name of ['name', 'address'])
    if (live && fields.has(name)) throw fields.wrong(name, 'must not be set for a live location');
  return {
    latitude: fields.number('latitude', { min: -90, max: 90 }),
    longitude: fields.number('longitude', { min: -180, max: 180 }),
    name: fields.optionalText('name'),
    address: fields.optionalText('address'),
    live: live === true ? true : undefined,
  };
}

/** The message that shares a location. */
export function locationMessage(location: Location, contextInfo?: proto.IContextInfo): proto.IMessage {
  const { latitude, longitude, name, address, live } = location;
  const place = { degreesLatitude: latitude, degreesLongitude: longitude, contextInfo };
  if (live) return { liveLocationMessage: { ...place, sequenceNumber: Date.now() * 1000 } };
  return { locationMessage: { ...place, name, address } };
}

/** The location in an unwrapped message, undefined if it has none. */
export function locationIn(message: proto.IMessage): Location | undefined {
  const live = message.liveLocationMessage ?? undefined;
  const place = live ?? message.locationMessage;
  const { degreesLatitude: latitude, degreesLongitude: longitude } = place ?? {};
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  if (live) return { latitude, longitude, live: true };
  const { name, address } = message.locationMessage ?? {};
  return { latitude, longitude, name: name ?? undefined, address: address ?? undefined };
}
