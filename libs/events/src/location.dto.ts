/** A place. */
export class LocationInfo {
  /** Latitude in degrees, -90 to 90; north is positive. */
  latitude: number;
  /** Longitude in degrees, -180 to 180; east is positive. */
  longitude: number;
  /** Name of the place. */
  name?: string;
  /** Address of the place. */
  address?: string;
  /** A live location: the sender keeps sharing it, and this is its first position. */
  live?: boolean;
}
