import type { DownloadFailure } from '#libs/outbound';
import { WhatsAppFault } from '#libs/whatsapp';
import { ApiFault, type FieldFault, invalidRequest } from '../http/fault.js';

/** Name of the field or part that contains the file. */
export const MEDIA = 'media';

/** An error about the file itself. */
export function mediaFault(reason: string): ApiFault {
  return invalidRequest({ field: MEDIA, reason });
}

export function emptyMedia(): ApiFault {
  return mediaFault('must not be empty');
}

export function malformedForm(): ApiFault {
  return invalidRequest({ field: 'body', reason: 'must be complete and well-formed multipart/form-data' });
}

export function mediaTooLarge(maxBytes: number): ApiFault {
  return new ApiFault('PAYLOAD_TOO_LARGE', `the media is larger than the limit of ${maxBytes} bytes`, {
    field: MEDIA,
    maxBytes,
  });
}

/** @param reason `empty`, or the reason of a failed download */
export function fetchFailed(reason: DownloadFailure['reason'] | 'empty', message: string): ApiFault {
  return new ApiFault('MEDIA_FETCH_FAILED', message, { field: MEDIA, reason });
}

/**
 * Waits for both promises, so that one answer reports the invalid fields of both.
 * @throws ApiFault INVALID_REQUEST with the fields of both; otherwise what was thrown
 */
export async function together<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'fulfilled' && b.status === 'fulfilled') return [a.value, b.value];
  const thrown = [a, b].flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
  const fields = thrown.flatMap(fieldsOf);
  throw fields.length > 0 ? invalidRequest(...fields) : thrown[0];
}

/** Makes errors about a file name the item that it belongs to, by its path in the request. */
export async function within<T>(item: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ApiFault && error.details?.fields)
      throw invalidRequest(
        ...error.details.fields.map(({ field, reason }) => ({ field: `${item}.${field}`, reason })),
      );
    const field = `${item}.${MEDIA}`;
    if (error instanceof ApiFault && error.details?.['field'] === MEDIA)
      throw new ApiFault(error.code, error.message, { ...error.details, field });
    if (error instanceof WhatsAppFault && error.details['field'] === MEDIA)
      throw new WhatsAppFault(error.code, error.message, { ...error.details, field });
    throw error;
  }
}

function fieldsOf(thrown: unknown): readonly FieldFault[] {
  return thrown instanceof ApiFault && thrown.code === 'INVALID_REQUEST'
    ? (thrown.details?.fields ?? [])
    : [];
}
