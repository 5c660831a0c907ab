import { ApiProperty } from '@nestjs/swagger';
import type { PasskeyCredential, PasskeyView } from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { Choice, Field, type FieldOptions, Ignored, Pattern, Part } from '../../http/fields.js';

const STEPS = [
  'credential',
  'phone',
  'confirmation',
  'pairing',
] as const satisfies readonly PasskeyView['awaiting'][];

/** Bytes in base64url, without padding. @param max in characters @param min 0: there may be no bytes */
function Base64Url({
  min = 1,
  max,
  ...options
}: { min?: 0 | 1; max: number } & FieldOptions): PropertyDecorator {
  const judge = (value: unknown): string | undefined => {
    if (typeof value !== 'string' || value.length < min || !/^[\w-]*$/.test(value))
      return 'must be base64url, without padding';
    return value.length > max ? `must have at most ${max} characters` : undefined;
  };
  const schema = { type: 'string' as const, pattern: '^[A-Za-z0-9_-]*$', minLength: min, maxLength: max };
  return Field(judge, { ...schema, ...options });
}

/** A credential id has at most 1023 bytes (WebAuthn, section 5.1). */
const LONGEST_ID = 1_364;
const LONGEST_DATA = 4_096;

/** What the authenticator signed. */
export class PasskeyResponseDto {
  /** What the browser asked the authenticator to sign: JSON with the challenge and the origin. */
  @Base64Url({ max: LONGEST_DATA })
  clientDataJSON: string;

  /** The domain of the passkey, and whether its owner was verified. */
  @Base64Url({ max: LONGEST_DATA })
  authenticatorData: string;

  /** The signature. */
  @Base64Url({ max: LONGEST_DATA })
  signature: string;

  /** The owner as the passkey knows them. */
  @Base64Url({ min: 0, max: LONGEST_DATA, optional: true, nullable: true })
  userHandle?: string | null;
}

/**
 * The `toJSON()` of the credential that `navigator.credentials.get` returned. Binary values are base64url. WhatsApp gets `id`,
 * `rawId`, `type` and the four fields of `response`.
 */
export class PasskeyCredentialDto implements PasskeyCredential {
  /** Id of the passkey. */
  @Base64Url({ max: LONGEST_ID })
  id: string;

  /** Id of the passkey once more; equal to `id`. */
  @Base64Url({ max: LONGEST_ID })
  rawId: string;

  /** Kind of the credential. */
  @Choice(['public-key'])
  type: 'public-key';

  /** What the authenticator answered. */
  @Part(PasskeyResponseDto)
  response: PasskeyResponseDto;

  /** Where the authenticator is. Ignored. */
  @Choice(['platform', 'cross-platform'], { optional: true, nullable: true })
  authenticatorAttachment?: string | null;

  /** Results of extensions. Ignored. */
  @Ignored({ optional: true, nullable: true })
  clientExtensionResults?: Record<string, unknown> | null;
}

export class ConfirmPasskeyDto {
  /**
   * The code that the phone shows: eight characters, with or without the dash.
   * @example ABCD-EFGH
   */
  @Pattern(/^\s*[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}\s*$/, 'must be the eight characters that the phone shows', {
    example: 'ABCD-EFGH',
  })
  code: string;
}

export class PasskeyDto {
  /**
   * What the link waits for. `credential`: an answer to `request`. `phone`: the phone's answer. `confirmation`: somebody who
   * compares `code` with the phone. `pairing`: the end of the link.
   */
  @ApiProperty({ enum: STEPS })
  awaiting: PasskeyView['awaiting'];

  /** WebAuthn request options for `navigator.credentials.get`, as JSON; absent unless a credential is awaited. */
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    example: {
      challenge: 'Y2hhbGxlbmdlIG9mIFdoYXRzQXBw',
      timeout: 600000,
      rpId: 'whatsapp.com',
      allowCredentials: [],
      userVerification: 'required',
    },
  })
  request?: Record<string, unknown>;

  /**
   * The code that the phone shows as well; absent as long as it is unknown.
   * @example ABCD-EFGH
   */
  code?: string;

  /** When this step expires. */
  @ApiProperty({ format: 'date-time' })
  expiresAt: string;

  static of({ expiresAt, ...view }: PasskeyView): PasskeyDto {
    return { ...view, expiresAt: iso(expiresAt) };
  }
}
