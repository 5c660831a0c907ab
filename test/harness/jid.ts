/** The JID of a phone number in digits. */
export function jidOf(phone: string): string {
  return `${phone}@s.whatsapp.net`;
}
