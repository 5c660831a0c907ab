import 'reflect-metadata';
import type { Type } from '@nestjs/common';

/** The text parts of a form. All of them are texts; what they stand for is known to the request's DTO. */
export class FormFields {
  private readonly values = new Map<string, unknown[]>();

  add(name: string, value: unknown): void {
    const before = this.values.get(name);
    if (before) before.push(value);
    else this.values.set(name, [value]);
  }

  /**
   * The fields as a JSON body would have them: texts of booleans, numbers and lists are converted where the
   * DTO wants those. What does not convert stays as it is, for the DTO to refuse.
   */
  asBodyOf(dto: Type): Record<string, unknown> {
    const prototype: unknown = dto.prototype;
    return Object.fromEntries(
      [...this.values].map(([name, values]) => [name, converted(values, declaredType(prototype, name))]),
    );
  }
}

/** What the compiler noted about a decorated property. */
function declaredType(prototype: unknown, name: string): unknown {
  if (typeof prototype !== 'object' || prototype === null) return undefined;
  const type: unknown = Reflect.getMetadata('design:type', prototype, name);
  return type;
}

function converted(values: readonly unknown[], type: unknown): unknown {
  if (type === Array) return values.flatMap(listed);
  const [value] = values;
  // Given twice where one is wanted: a list is refused as such.
  if (values.length > 1) return values;
  if (typeof value !== 'string') return value;
  if (type === Boolean && /^(?:true|false)$/.test(value)) return value === 'true';
  if (type === Number && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)) return Number(value);
  return value;
}

/** One part of a list: a JSON list, or texts with commas between. */
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
    // Not JSON after all: the DTO judges the text.
    return text;
  }
}
