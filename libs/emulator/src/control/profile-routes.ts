import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.js';
import { shows } from '../accounts/privacy.js';
import { readBusiness, readPrivacy } from '../accounts/profile.js';
import { Fields } from '../state/fields.js';
import { PICTURE_SIZES, PictureDamaged } from '../phones/pictures.js';
import type { WhatsAppServer } from '../assembly.js';
import { nowSeconds } from '../wire/ids.js';
import { accountOf, parameters, query } from './parameters.js';
import { phoneNumber } from './phone-numbers.js';
import { Refusal } from './refusal.js';

/** The fields of the profile in the body of a phone. */
export const PROFILE_FIELDS = ['about', 'picture', 'business', 'privacy'] as const;

/** Whether a field is null, which removes the value. */
function removes(fields: Fields, name: string): boolean {
  return fields.raw(name) === null;
}

async function pictureOf(server: WhatsAppServer, fields: Fields): Promise<Buffer | undefined> {
  if (!fields.has('picture')) return undefined;
  try {
    return await server.pictures.scaled(fields.bytes('picture'));
  } catch (error) {
    if (error instanceof PictureDamaged) throw fields.wrong('picture', error.message);
    throw error;
  }
}

/**
 * Reads the profile in a body.
 * @returns a function that applies it
 * @throws InvalidInput before anything is changed
 */
export async function readProfile(
  server: WhatsAppServer,
  fields: Fields,
): Promise<(account: Account) => Promise<void>> {
  const about = fields.optionalText('about');
  const business = fields.has('business') ? readBusiness(fields.child('business')) : undefined;
  const privacy = fields.has('privacy') ? readPrivacy(fields.child('privacy')) : [];
  const picture = await pictureOf(server, fields);
  return async (account) => {
    const { profile } = account;
    if (about !== undefined) profile.setAbout(about, nowSeconds());
    if (business || removes(fields, 'business')) profile.setBusiness(business);
    for (const [name, value] of privacy) profile.setPrivacy(name, value);
    if (picture) await server.pictures.set(account, picture);
    else if (removes(fields, 'picture')) server.pictures.remove(account);
  };
}

/** The profile as the control API shows it. */
export function showProfile({ profile }: Account) {
  return {
    about: profile.about?.text ?? null,
    picture: profile.picture?.id ?? null,
    business: profile.business ?? null,
    privacy: profile.privacy,
    disappearingSeconds: profile.timer,
  };
}

/** Profile pictures and address books. */
export function profileRoutes(http: FastifyInstance, server: WhatsAppServer): void {
  http.get('/phones/:phone/picture', (request, reply) => {
    const account = accountOf(server, request);
    const fields = query(request).only('size', 'as');
    const size = fields.optionalOneOf('size', PICTURE_SIZES) ?? 'image';
    const viewer = fields.has('as') ? server.directory.ensure(phoneNumber(fields.text('as'), 'as')) : account;
    if (!shows(account, 'profile', viewer))
      throw new Refusal(401, 'the privacy settings of this person hide the picture', 'as');
    const picture = server.pictures.open(account, size);
    if (!picture) throw new Refusal(404, 'this person has no picture');
    return reply.type('image/jpeg').send(picture);
  });

  http.get('/phones/:phone/cover', (request, reply) => {
    const picture = server.pictures.openCover(accountOf(server, request));
    if (!picture) throw new Refusal(404, 'this business has no cover photo');
    return reply.type('image/jpeg').send(picture);
  });

  http.get('/phones/:phone/contacts', (request) => accountOf(server, request).addressBook.all);

  const save = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const fields = Fields.of(request.body).only('phone', 'name', 'firstName');
    const phone = phoneNumber(fields.text('phone'), 'phone');
    const name = fields.text('name');
    if (name === '') throw fields.wrong('name', 'must not be empty');
    await server.settings.saveContact(account, phone, { name, firstName: fields.optionalText('firstName') });
    return account.addressBook.find(phone) ?? {};
  };

  const remove = async (request: FastifyRequest) => {
    const account = accountOf(server, request);
    const phone = phoneNumber(parameters(request).text('contact'), 'contact');
    if (!(await server.settings.removeContact(account, phone)))
      throw new Refusal(404, 'this number is not in the address book', 'contact');
    return { removed: phone };
  };

  http.post('/phones/:phone/contacts', (request) => save(request));

  http.delete('/phones/:phone/contacts/:contact', (request) => remove(request));
}
