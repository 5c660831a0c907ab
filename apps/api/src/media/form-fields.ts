import 'reflect-metadata';
import type { Type } from '@nestjs/common';

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
   */
  asBodyOf(dto: Type): Record<string, unknown> {
    const prototype: unknown = dto.prototype;
    return Object.fromEntries(
      [...this.values].map(([name, values]) => [name, converted(values, declaredType(prototype, name))]),
    );
  }
}

/** The type that the compiler recorded for a decorated property. */
function declaredType(prototype: unknown, name: string): unknown {
  if (typeof prototype !== 'object' || prototype === null) return undefined;
  const type: unknown = Reflect.getMetadata('design:type', prototype, name);
  return type;
}

function converted(values: readonly unknown[], type: unknown): unknown {
  if (type === Array) return values.flatMap(listed);
  const [value] = values;
  // A field that is given twice stays a list, which the DTO refuses.
  if (values.length > 1) return values;
  if (typeof value !== 'string') return value;
  if (type === Boolean && /^(?:true|false)$/.test(value)) return value === 'true';
  if (type === Number && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)) return Number(value);
  return value;
}

/** Reads one part of a list: a JSON list, or values separated by commas. */
function listed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (text.startsWith('[')) return parsedList(text);
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function parsedList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the DTO checks the text.
    return text;
  }
}
