import { changed, isJson, type Json, objectAt, withComponents } from './json.js';

/** Where the values of an enum with a name stand: a schema of the document, and a property of it or of its items. */
type Place = readonly [schema: string, property: string];

/** The enums that stand in more than one schema. */
const NAMES: Readonly<Record<string, Place>> = {
  AckStatus: ['ChangeResult', 'status'],
  AlbumItemType: ['AlbumItem', 'type'],
  AutoRead: ['Instance', 'autoRead'],
  CallExemption: ['Instance', 'rejectCallsExcept'],
  CallKind: ['CallLink', 'type'],
  ChangedOrRemoved: ['GroupChanges', 'picture'],
  ChannelRole: ['Channel', 'role'],
  ChannelState: ['Channel', 'state'],
  ChatKind: ['EndpointFilter', 'chats'],
  DeliveryOrder: ['Endpoint', 'order'],
  DeliveryState: ['Delivery', 'state'],
  DisappearingSeconds: ['UpdateChat', 'expiresIn'],
  EndpointState: ['Endpoint', 'state'],
  ErrorCode: ['ItemError', 'code'],
  EventName: ['Delivery', 'event'],
  EventSelector: ['Endpoint', 'events'],
  InstanceStatus: ['Instance', 'status'],
  MessageStatus: ['Message', 'status'],
  MessageType: ['EndpointFilter', 'types'],
  OpeningMode: ['OpeningHours', 'mode'],
  PasskeyStep: ['Passkey', 'awaiting'],
  PayloadFormat: ['Endpoint', 'format'],
  PrivacyAudience: ['UpdatePrivacy', 'lastSeen'],
  RestrictionKind: ['Restriction', 'kind'],
  ScheduledState: ['Scheduled', 'state'],
  SendStatus: ['SendOrScheduleResult', 'status'],
  SentItemStatus: ['SentItem', 'status'],
  StatusAudienceKind: ['StatusAudience', 'audience'],
  UnavailableReason: ['Message', 'unavailable'],
  Weekday: ['OpeningHours', 'day'],
};

/**
 * Makes components of the enums that stand in more than one schema, and has parameters refer to them, too.
 * @throws if such an enum has no name, or a name has no enum
 */
export function withNamedEnums(document: Json, names: Readonly<Record<string, Place>> = NAMES): Json {
  const schemas = objectAt(objectAt(document, 'components'), 'schemas');
  const components: Json = {};
  const references = new Map<string, string>();
  for (const [name, place] of Object.entries(names)) {
    const found = enumAt(schemas, place);
    if (!found || name in schemas) throw new Error(`${place.join('.')} cannot be the enum ${name}`);
    components[name] = found;
    references.set(keyOf(found), `#/components/schemas/${name}`);
  }
  checkNames(schemas, references);
  const referring = changed(document, (part) => {
    const own = isJson(part) ? enumOf(part) : undefined;
    const $ref = own && references.get(keyOf(own));
    return isJson(part) && $ref !== undefined ? reference($ref, part) : part;
  });
  return withComponents(isJson(referring) ? referring : {}, 'schemas', components);
}

function checkNames(schemas: Json, names: ReadonlyMap<string, string>): void {
  const seen = new Set<string>();
  changed(schemas, (part) => {
    const own = isJson(part) ? enumOf(part) : undefined;
    const key = own && keyOf(own);
    if (key !== undefined && seen.has(key) && !names.has(key))
      throw new Error(`the enum ${key} stands in several schemas and needs a name`);
    if (key !== undefined) seen.add(key);
    return part;
  });
}

/** Type and values of a schema that is an enum. One value is a constant, which needs no name. */
function enumOf(schema: Json): Json | undefined {
  const { type, enum: values } = schema;
  return Array.isArray(values) && values.length > 1 && type !== undefined
    ? { type, enum: values }
    : undefined;
}

function enumAt(schemas: Json, [schema, property]: Place): Json | undefined {
  const found = objectAt(objectAt(objectAt(schemas, schema), 'properties'), property);
  return enumOf(found['type'] === 'array' ? objectAt(found, 'items') : found);
}

/** Enums with the same key have the same values, in whatever order. */
function keyOf({ type, enum: values }: Json): string {
  return JSON.stringify([type, Array.isArray(values) ? values.map(String).toSorted() : values]);
}

/** A reference in place of a schema, with what the schema says besides its values. */
function reference($ref: string, { type: _type, enum: _values, ...rest }: Json): Json {
  return Object.keys(rest).length === 0 ? { $ref } : { ...rest, allOf: [{ $ref }] };
}
