import type { IDataObject } from 'n8n-workflow';

export function isObject(value: unknown): value is IDataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value);
}

/** A text, a number or a flag as text; everything else is empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** The entries of a field that takes several, separated by commas. */
export function separated(value: unknown): string[] {
  return textOf(value)
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}
