import type { Tags } from './state.ts';

/** What an answer is made of. */
export type Json =
  | string
  | number
  | boolean
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };
export type Answer = { readonly [name: string]: Json | undefined };

/** `{ Rules: { Rule: [...] } }` is `wrapped('Rule', [...])` under `Rules`. */
export function wrapped(name: string, items: readonly Json[]): Answer {
  return { [name]: items };
}

export function tagsJson(tags: Tags): Answer {
  return wrapped('Tag', plainTags(tags));
}

export function plainTags(tags: Tags): readonly Json[] {
  return [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

/** `YYYY-MM-DDThh:mm:ssZ`. */
export function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** The answer with empty wrappers (`{"Rule":[]}`) made `{}`, at every depth. */
export function withoutEmptyCollections(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutEmptyCollections);
  if (typeof value !== 'object') return value;
  const kept: Record<string, Json> = {};
  const entries = Object.entries(value);
  for (const [name, content] of entries) {
    if (content === undefined) continue;
    if (entries.length === 1 && Array.isArray(content) && content.length === 0) continue;
    kept[name] = withoutEmptyCollections(content);
  }
  return kept;
}
