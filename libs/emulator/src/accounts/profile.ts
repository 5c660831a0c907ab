import { Fields } from '../state/fields.js';
import type { StateFile, Json } from '../state/state-file.js';

/** The privacy settings of an account. */
export const PRIVACY_NAMES = [
  'readreceipts',
  'last',
  'online',
  'profile',
  'status',
  'groupadd',
  'calladd',
  'messages',
  'stickers',
] as const;
export type PrivacyName = (typeof PRIVACY_NAMES)[number];

export const PRIVACY_VALUES = [
  'all',
  'contacts',
  'contact_blacklist',
  'none',
  'match_last_seen',
  'known',
] as const;
export type PrivacyValue = (typeof PRIVACY_VALUES)[number];

/** A profile picture: the media server's paths of its two sizes. */
export interface Picture {
  id: string;
  image: string;
  preview: string;
}

/** When a business is open on a day, as on the wire: minutes since midnight. */
export interface OpeningHours {
  day: string;
  mode: string;
  open?: number;
  close?: number;
}

/** A business profile. */
export interface Business {
  description?: string;
  category?: string;
  /** Ids of WhatsApp's categories; in place of `category`. */
  categoryIds?: string[];
  email?: string;
  websites?: string[];
  address?: string;
  timezone?: string;
  hours?: OpeningHours[];
  /** The media server's path of the cover photo. */
  cover?: { id: string; path: string };
  memberSince?: string;
  commerce?: string;
  directConnection?: boolean;
  automatedType?: string;
  facebookPage?: string;
  instagramHandle?: string;
}

/** The profile of an account, and its privacy settings. */
export class Profile {
  private aboutText: { text: string; at: number } | undefined;
  private shownPicture: Picture | undefined;
  private shownBusiness: Business | undefined;
  private seconds = 0;
  private readonly rules = new Map<PrivacyName, PrivacyValue>();
  private readonly name: string;

  constructor(
    private readonly stateFile: StateFile,
    phone: string,
  ) {
    this.name = `profile/${phone}`;
    const saved = stateFile.get(this.name);
    if (saved !== undefined) this.restore(Fields.of(saved, this.name));
  }

  /** The about text, and when it was set (seconds). */
  get about(): { text: string; at: number } | undefined {
    return this.aboutText;
  }

  get picture(): Picture | undefined {
    return this.shownPicture;
  }

  get business(): Business | undefined {
    return this.shownBusiness;
  }

  /** All privacy settings; the default is `all`. */
  get privacy(): Record<string, PrivacyValue> {
    return Object.fromEntries(PRIVACY_NAMES.map((name) => [name, this.rules.get(name) ?? 'all']));
  }

  /** Seconds after which messages of new chats disappear; 0: they stay. */
  get timer(): number {
    return this.seconds;
  }

  setTimer(seconds: number): void {
    this.seconds = seconds;
    this.save();
  }

  /** @param at seconds */
  setAbout(text: string, at: number): void {
    this.aboutText = { text, at };
    this.save();
  }

  setPicture(picture: Picture | undefined): void {
    this.shownPicture = picture;
    this.save();
  }

  setBusiness(business: Business | undefined): void {
    this.shownBusiness = business;
    this.save();
  }

  setPrivacy(name: PrivacyName, value: PrivacyValue): void {
    this.rules.set(name, value);
    this.save();
  }

  private restore(fields: Fields): void {
    const about = fields.optionalChild('about');
    this.aboutText = about && { text: about.text('text'), at: about.integer('at') };
    const picture = fields.optionalChild('picture');
    this.shownPicture = picture && {
      id: picture.text('id'),
      image: picture.text('image'),
      preview: picture.text('preview'),
    };
    this.seconds = fields.optionalInteger('timer') ?? 0;
    const business = fields.optionalChild('business');
    this.shownBusiness = business && readBusiness(business);
    for (const [name, value] of readPrivacy(fields.child('privacy'))) this.rules.set(name, value);
  }

  private save(): void {
    this.stateFile.put(this.name, () => this.json());
  }

  private json(): Json {
    return {
      about: this.aboutText && { ...this.aboutText },
      picture: this.shownPicture && { ...this.shownPicture },
      business: this.shownBusiness && businessJson(this.shownBusiness),
      privacy: Object.fromEntries(this.rules),
      timer: this.seconds,
    };
  }
}

function businessJson({ hours, cover, ...business }: Business): Json {
  return { ...business, hours: hours?.map((entry) => ({ ...entry })), cover: cover && { ...cover } };
}

export function readBusiness(fields: Fields): Business {
  fields.only(
    'description',
    'category',
    'categoryIds',
    'email',
    'websites',
    'address',
    'timezone',
    'hours',
    'cover',
    'memberSince',
    'commerce',
    'directConnection',
    'automatedType',
    'facebookPage',
    'instagramHandle',
  );
  const cover = fields.optionalChild('cover');
  return {
    description: fields.optionalText('description'),
    category: fields.optionalText('category'),
    categoryIds: fields.has('categoryIds') ? fields.texts('categoryIds') : undefined,
    email: fields.optionalText('email'),
    websites: fields.has('websites') ? fields.texts('websites') : undefined,
    address: fields.optionalText('address'),
    timezone: fields.optionalText('timezone'),
    hours: fields.has('hours') ? fields.records('hours').map(readHours) : undefined,
    cover: cover && { id: cover.text('id'), path: cover.text('path') },
    memberSince: fields.optionalText('memberSince'),
    commerce: fields.optionalText('commerce'),
    directConnection: fields.optionalFlag('directConnection'),
    automatedType: fields.optionalText('automatedType'),
    facebookPage: fields.optionalText('facebookPage'),
    instagramHandle: fields.optionalText('instagramHandle'),
  };
}

function readHours(fields: Fields): OpeningHours {
  fields.only('day', 'mode', 'open', 'close');
  return {
    day: fields.text('day'),
    mode: fields.text('mode'),
    open: fields.optionalInteger('open'),
    close: fields.optionalInteger('close'),
  };
}

export function readPrivacy(fields: Fields): [PrivacyName, PrivacyValue][] {
  fields.only(...PRIVACY_NAMES);
  return PRIVACY_NAMES.flatMap((name) => {
    const value = fields.optionalOneOf(name, PRIVACY_VALUES);
    return value ? [[name, value]] : [];
  });
}
