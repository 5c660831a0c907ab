import {
  type BinaryNode,
  decodeBinaryNode,
  decodeDecompressedBinaryNode,
  encodeBinaryNode,
} from '@whiskeysockets/baileys';
import { decompressingIfRequired } from '@whiskeysockets/baileys/lib/WABinary/decode.js';
import { TAGS } from '@whiskeysockets/baileys/lib/WABinary/constants.js';
import { DICTIONARY_2 } from './dictionary-2.js';

/** How stanzas are written as bytes. It depends on the client's dictionary of tokens. */
interface Codec {
  encode(node: BinaryNode): Uint8Array;
  decode(bytes: Buffer): Promise<BinaryNode>;
}

const SINGLES = 236;
const DOUBLES = 256;

/** The codec of a dictionary: all its tokens of one byte but the first, which is empty, and those of two. */
function codecOf(tokens: readonly string[]): Codec {
  const singles = ['', ...tokens.slice(0, SINGLES - 1)];
  const rest = tokens.slice(SINGLES - 1);
  const doubles = [0, 1, 2, 3].map((dict) => rest.slice(dict * DOUBLES, (dict + 1) * DOUBLES));
  const places = [
    ...singles.map((token, index) => [token, { index }] as const),
    ...doubles.flatMap((list, dict) => list.map((token, index) => [token, { dict, index }] as const)),
  ];
  const writing = { TAGS, TOKEN_MAP: Object.fromEntries(places) };
  // Baileys declares the tables as those of its own dictionary, token by token.
  const reading = { TAGS, SINGLE_BYTE_TOKENS: singles, DOUBLE_BYTE_TOKENS: Object(doubles) };
  return {
    encode: (node) => encodeBinaryNode(node, writing),
    decode: async (bytes) => decodeDecompressedBinaryNode(await decompressingIfRequired(bytes), reading),
  };
}

/** By the version of the dictionary. */
const CODECS: Record<number, Codec> = {
  2: codecOf(DICTIONARY_2),
  3: { encode: (node) => encodeBinaryNode(node), decode: decodeBinaryNode },
};

/** The versions of the dictionary that the server knows. */
export const DICTIONARIES = Object.keys(CODECS).map(Number);

/** @throws Error for a version that the server does not know */
export function codec(dictionary: number): Codec {
  const known = CODECS[dictionary];
  if (!known) throw new Error(`dictionary ${dictionary} is unknown`);
  return known;
}
