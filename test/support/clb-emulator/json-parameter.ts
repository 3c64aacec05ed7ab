import type { Switches } from './switches.ts';

/** One object of a JSON array in a parameter. */
export interface JsonObject {
  /** A string as it is, a number as its digits; undefined when absent, and for anything else. */
  text(name: string): string | undefined;
  has(name: string): boolean;
}

/**
 * Reads an array of flat objects; undefined when it is none. Names other than `fields` make it none too, unless the service is
 * tolerant: then they are taken whatever their case, or ignored, and noted.
 */
export function parseJson(
  text: string,
  fields: readonly string[],
  switches: Switches,
  note: (text: string) => void = () => {},
): readonly JsonObject[] | undefined {
  const value = parse(text);
  if (!Array.isArray(value)) return undefined;
  const objects: JsonObject[] = [];
  for (const element of value) {
    if (typeof element !== 'object' || element === null || Array.isArray(element)) return undefined;
    const entries = new Map<string, unknown>();
    for (const [given, content] of Object.entries(element)) {
      const exact = fields.find((field) => field === given);
      if (exact === undefined && switches.parameterNames === 'exact') return undefined;
      const name = exact ?? fields.find((field) => field.toLowerCase() === given.toLowerCase());
      if (exact === undefined)
        note(name === undefined ? `${given} is unknown` : `${given} is spelled ${name}`);
      if (name !== undefined) entries.set(name, content);
    }
    objects.push({
      text(name) {
        const content = entries.get(name);
        if (typeof content === 'number') return String(content);
        return typeof content === 'string' ? content : undefined;
      },
      has: (name) => entries.has(name),
    });
  }
  return objects;
}

/** An array of texts, such as rule ids; undefined when it is none. */
export function parseTexts(text: string): readonly string[] | undefined {
  const value = parse(text);
  return Array.isArray(value) && value.every((element): element is string => typeof element === 'string')
    ? value
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
