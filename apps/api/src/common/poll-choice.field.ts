import { Texts } from '../http/fields.js';

/** More than the polls of WhatsApp's apps have, and longer than theirs are. */
const MOST = 100;
const LONGEST = 1024;

/** What is chosen in a poll; whether the poll allows it is checked later. */
export function PollChoice(): PropertyDecorator {
  return Texts({ min: 0, max: MOST, longest: LONGEST, example: ['Monday'] });
}
