import type { Kind } from './kind.js';

export interface OutgoingLocation {
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
}

export interface LocationDraft {
  kind: 'location';
  location: OutgoingLocation;
}

export const location: Kind<LocationDraft> = {
  letter({ jid, quoted, ...mentioned }, { location: { latitude, longitude, ...rest } }) {
    return {
      jid,
      ...mentioned,
      perform: (client) => client.sendLocation(jid, latitude, longitude, { ...rest, quoted }),
    };
  },
};
