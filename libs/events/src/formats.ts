/** The forms in which an endpoint can get its events: the server's own, and those of other gateways. */
export const PAYLOAD_FORMATS = ['miaw', 'evolution', 'waha'] as const;
export type PayloadFormat = (typeof PAYLOAD_FORMATS)[number];

export function isPayloadFormat(name: string): name is PayloadFormat {
  return PAYLOAD_FORMATS.some((each) => each === name);
}
