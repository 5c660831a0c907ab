import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { LIMITS } from '#libs/config';
import { invalidRequest } from '../http/fault.js';
import { shapeFault } from '../http/json-shape.js';

const TOO_LONG = `must not contain more than ${LIMITS.bodyValues} values`;

/** The fields of a form. They arrive as text; the DTO of the request knows their types. */
export class FormFields {
  private readonly values = new Map<string, unknown[]>();

  add(name: string, value: unknown): void {
    const before = this.values.get(name);
    if (before) before.push(value);
    else this.values.set(name, [value]);
  }

  /**
   * Returns the fields as a JSON body would contain them. Text is converted where the DTO has a boolean, a number or a
   * list. Text that cannot be converted stays as it is, and the DTO refuses it.
   * @throws ApiFault INVALID_REQUEST for a list that is too long, or nested too deep
   */
  asBodyOf(dto: Type): Record<string, unknown> {
    const prototype: unknown = dto.prototype;
    return Object.fromEntries(
      [...this.values].map(([name, values]) => [
        name,
        converted(name, values, declaredType(prototype, name)),
      ]),
    );
  }
}

/** The type that the compiler recorded for a decorated property. */
function declaredType(prototype: unknown, name: string): unknown {
  if (typeof prototype !== 'object' || prototype === null) return undefined;
  const type: unknown = Reflect.getMetadata('design:type', prototype, name);
  return type;
}

function converted(name: string, values: readonly unknown[], type: unknown): unknown {
  if (type === Array) return listOf(name, values);
  const [value] = values;
  // A field that is given twice stays a list, which the DTO refuses.
  if (values.length > 1) return values;
  if (typeof value !== 'string') return value;
  if (type === Boolean && /^(?:true|false)$/.test(value)) return value === 'true';
  if (type === Number && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)) return Number(value);
  return value;
}

/** Reads a list from its parts: each is JSON, a list or an object, or has values separated by commas. */
function listOf(name: string, parts: readonly unknown[]): unknown[] {
  const list: unknown[] = [];
  for (const part of parts) {
    list.push(...listed(name, part));
    if (list.length > LIMITS.bodyValues) throw invalidRequest({ field: name, reason: TOO_LONG });
  }
  return list;
}

function listed(name: string, part: unknown): unknown[] {
  if (Array.isArray(part)) return part;
  if (typeof part !== 'string') return [part];
  const text = part.trim();
  if (/^[[{]/.test(text)) return parsedList(name, text);
  return text
    .split(',', LIMITS.bodyValues + 1)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function parsedList(name: string, text: string): unknown[] {
  const reason = shapeFault(Buffer.from(text));
  if (reason !== undefined) throw invalidRequest({ field: name, reason });
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [list];
  } catch {
    // Not JSON: the DTO checks the text.
    return [text];
  }
}
