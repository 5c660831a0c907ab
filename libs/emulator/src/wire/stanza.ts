import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys';

export type Attributes = Record<string, string | number | undefined>;

/** Attributes in place of others; null removes one. */
export type Overrides = Readonly<Record<string, string | null>>;

/**
 * Builds a node that the codec encodes correctly. Baileys' encoder counts an attribute whose value is not a string
 * but does not write it, which breaks the stream, and it turns strings of digits or JIDs in content into tokens.
 * @param attributes numbers become text, undefined values are omitted
 * @param content strings are sent as UTF-8 bytes
 */
export function stanza(
  tag: string,
  attributes: Attributes = {},
  content?: BinaryNode[] | Uint8Array | string,
): BinaryNode {
  const attrs: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) attrs[name] = String(value);
  if (content === undefined) return { tag, attrs };
  return { tag, attrs, content: typeof content === 'string' ? Buffer.from(content, 'utf8') : content };
}

/** A copy of a node with additional attributes; undefined or null removes one. */
export function withAttributes(node: BinaryNode, attributes: Attributes | Overrides): BinaryNode {
  const attrs = { ...node.attrs };
  for (const [name, value] of Object.entries(attributes))
    if (value === undefined || value === null) delete attrs[name];
    else attrs[name] = String(value);
  return { ...node, attrs };
}

/** The child elements of a node; none if its content is text or bytes. */
export function children(node: BinaryNode | undefined): BinaryNode[] {
  return Array.isArray(node?.content) ? node.content : [];
}

/** The first child with a tag. */
export function child(node: BinaryNode | undefined, tag: string): BinaryNode | undefined {
  return getBinaryNodeChild(node, tag);
}

/** All children with a tag. */
export function childrenNamed(node: BinaryNode | undefined, tag: string): BinaryNode[] {
  return getBinaryNodeChildren(node, tag);
}

/** The content of a node as bytes; the decoder returns some short contents as text. */
export function bytes(node: BinaryNode | undefined): Buffer | undefined {
  if (node?.content === undefined || Array.isArray(node.content)) return undefined;
  return Buffer.from(node.content);
}

/** The content of a node as text. */
export function text(node: BinaryNode | undefined): string | undefined {
  return bytes(node)?.toString('utf8');
}

/** The content of the first child with a tag, as bytes. */
export function childBytes(node: BinaryNode | undefined, tag: string): Buffer | undefined {
  return bytes(child(node, tag));
}

/** A big-endian unsigned integer of up to 6 bytes. */
export function unsigned(value: Buffer | undefined): number | undefined {
  if (!value || value.length === 0 || value.length > 6) return undefined;
  return value.readUIntBE(0, value.length);
}

/** A big-endian unsigned integer as WhatsApp writes ids: 4 bytes for registrations, 3 for keys. */
export function bigEndian(value: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  buffer.writeUIntBE(value, 0, length);
  return buffer;
}
