import type { Phone } from '#libs/storage';

/**
 * Mobile numbers that people write with or without a digit, which WhatsApp may have left out: Brazil's ninth digit, the 1 of
 * Mexico and the 9 of Argentina.
 */
const OPTIONAL_DIGIT = [/^(55\d\d)9?(\d{8})$/, /^(52)1?(\d{10})$/, /^(54)9?(\d{10})$/];

/** Whether two numbers, perhaps written differently, belong to one account. */
export function isSameNumber(one: Phone, other: Phone): boolean {
  return withoutOptional(one) === withoutOptional(other);
}

function withoutOptional(phone: Phone): string {
  for (const pattern of OPTIONAL_DIGIT) {
    const [, start, rest] = pattern.exec(phone) ?? [];
    if (start !== undefined && rest !== undefined) return start + rest;
  }
  return phone;
}
