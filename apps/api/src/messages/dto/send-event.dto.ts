import { CALL_TYPES, type CallType, endFault, textFault } from '#libs/whatsapp';
import { LONGEST_URL, webUrl } from '../../common/judges.js';
import { LONGEST_DESCRIPTION, NAME_LENGTH, nameFault } from '../../common/texts.js';
import { Choice, Decimal, Field, Flag, type Judge, Part, Text, Time } from '../../http/fields.js';
import { OutgoingDto } from '../../common/outgoing.dto.js';

const afterStart: Judge = (value, body) => {
  const startsAt: unknown = Reflect.get(body, 'startsAt');
  return typeof value === 'string' && typeof startsAt === 'string'
    ? endFault(Date.parse(startsAt), Date.parse(value))
    : undefined;
};

const eitherLink: Judge = (value, body) => {
  if (Reflect.get(body, 'call') !== undefined) return 'must not be given with call, which makes a link';
  return webUrl(value);
};

/** One coordinate needs the other. */
function together(other: string): Judge {
  return (_value, body) => (Reflect.get(body, other) === undefined ? `requires ${other}` : undefined);
}

/** Where an event takes place. */
export class EventLocationDto {
  /**
   * Name of the place.
   * @example National Monument
   */
  @Text({ max: 1024, judge: textFault })
  name: string;

  /** Address of the place. */
  @Text({ max: 1024, optional: true })
  address?: string;

  /** Latitude in degrees; north is positive. Requires `longitude`. */
  @Decimal({ min: -90, max: 90, optional: true, judge: together('longitude') })
  latitude?: number;

  /** Longitude in degrees; east is positive. Requires `latitude`. */
  @Decimal({ min: -180, max: 180, optional: true, judge: together('latitude') })
  longitude?: number;
}

export class SendEventDto extends OutgoingDto {
  /**
   * Name of the event.
   * @example Team lunch
   */
  @Field(nameFault, NAME_LENGTH)
  name: string;

  /** What it is about. */
  @Text({ max: LONGEST_DESCRIPTION, optional: true, judge: textFault })
  description?: string;

  /** When it begins. */
  @Time()
  startsAt: string;

  /** When it ends, after `startsAt`. */
  @Time({ optional: true, judge: afterStart })
  endsAt?: string;

  /** Where it takes place. */
  @Part(EventLocationDto, { optional: true })
  location?: EventLocationDto;

  /** Make a link by which people join a call of WhatsApp. The instance must be connected for it. */
  @Choice(CALL_TYPES, { optional: true })
  call?: CallType;

  /** The link by which people join, if it exists already. Not allowed with `call`. */
  @Field(eitherLink, { optional: true, maxLength: LONGEST_URL })
  joinLink?: string;

  /** Whether people may bring guests. Default: false. */
  @Flag({ optional: true })
  guestsAllowed?: boolean;
}
