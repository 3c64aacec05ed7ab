import { z } from 'zod';

/** The part of a JSON Schema that the outline shows. */
const node = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  const: z.union([z.string(), z.number(), z.boolean()]).optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
});

/** A JSON Schema as people write such a thing: names, types, `?` where a field may be absent. */
export function schemaOutline(schema: unknown): readonly string[] {
  return outline(schema).split('\n');
}

function outline(schema: unknown): string {
  const {
    type,
    enum: allowed,
    const: constant,
    anyOf,
    items,
    properties,
    required = [],
    additionalProperties,
  } = node.parse(schema);
  if (allowed !== undefined) return allowed.map((value) => `'${value}'`).join(' | ');
  if (constant !== undefined) return JSON.stringify(constant);
  if (anyOf !== undefined) return anyOf.map(outline).join(' | ');
  if (type === 'array') return listOf(outline(items ?? {}));
  if (properties !== undefined) {
    const fields = Object.entries(properties).map(
      ([name, value]) =>
        `  ${name}${required.includes(name) ? '' : '?'}: ${outline(value).replaceAll('\n', '\n  ')}`,
    );
    return `{\n${fields.join('\n')}\n}`;
  }
  if (type === 'object') return `{ [name]: ${outline(additionalProperties ?? {})} }`;
  return type ?? 'unknown';
}

function listOf(item: string): string {
  return item.includes(' | ') && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
}
