import { MediaDamaged } from '../media/media-cipher.js';
import { CannotDo } from '../phones/people.js';
import { Refusal } from './refusal.js';

const STATUS = {
  'not-found': 404,
  ambiguous: 409,
  taken: 409,
  forbidden: 403,
  'not-theirs': 400,
  impossible: 400,
} as const;

/** Runs an action of a person. @throws Refusal when the person cannot take it */
export async function attempt<T>(action: () => Promise<T> | T): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof CannotDo) throw new Refusal(STATUS[error.reason], error.message, error.field);
    if (error instanceof MediaDamaged) throw new Refusal(404, error.message, 'id');
    throw error;
  }
}
