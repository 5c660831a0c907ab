import type { proto } from '@whiskeysockets/baileys';
import type { EventPlace, LocationInfo } from '#libs/events';
import type { Told } from './said.js';

export function readPlace(place: proto.Message.ILocationMessage): Told {
  return { caption: place.comment || undefined, location: placeOf(place) };
}

export function readLivePlace(place: proto.Message.ILiveLocationMessage): Told {
  return { caption: place.caption || undefined, location: { ...positionOf(place), live: true } };
}

export function placeOf(place: proto.Message.ILocationMessage): LocationInfo {
  return {
    ...positionOf(place),
    name: place.name || undefined,
    address: place.address || undefined,
    live: place.isLive || undefined,
  };
}

/** The place of an event, which may have no coordinates. */
export function eventPlaceOf(place: proto.Message.ILocationMessage): EventPlace {
  const { degreesLatitude: latitude, degreesLongitude: longitude } = place;
  const isKnown =
    Number.isFinite(latitude) && Number.isFinite(longitude) && (latitude !== 0 || longitude !== 0);
  return {
    ...(isKnown && positionOf(place)),
    name: place.name || undefined,
    address: place.address || undefined,
  };
}

function positionOf(place: Pick<proto.Message.ILocationMessage, 'degreesLatitude' | 'degreesLongitude'>) {
  return { latitude: degrees(place.degreesLatitude), longitude: degrees(place.degreesLongitude) };
}

/** JSON has no other numbers than finite ones. */
function degrees(value: number | null | undefined): number {
  return Number.isFinite(value) ? Number(value) : 0;
}
