import { z } from 'zod';

/*
 * What answers are made of. Fields Sluice does not use are ignored; what is used is bounded, so that an answer never takes more than
 * its size. Numbers come as numbers or as digits, empty things as empty, as null, or not at all.
 */

const mostText = 4096;

/** A text that is there: an id, mostly. */
export const text: z.ZodType<string> = z.string().min(1).max(mostText);

/** A text that may be absent: empty then. */
export const textOrEmpty: z.ZodType<string> = z
  .string()
  .max(mostText)
  .nullish()
  .transform((value) => value ?? '');

/** A text that may be absent or empty: undefined then. */
export const optionalText: z.ZodType<string | undefined> = textOrEmpty.transform(
  (value) => value || undefined,
);

export const integer: z.ZodType<number> = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
]);

export const optionalInteger: z.ZodType<number | undefined> = integer
  .nullish()
  .transform((value) => value ?? undefined);

/** A list, plain or wrapped: `{"Rules": {"Rule": […]}}` has `Rules: listOf('Rule', …)`. */
export function listOf<T>(inner: string, item: z.ZodType<T>, most: number): z.ZodType<T[]> {
  return z.preprocess((value) => {
    if (value === undefined || value === null) return [];
    if (typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.entries(value).find(([name]) => name === inner)?.[1] ?? [];
  }, z.array(item).max(most));
}

/** Tags by key. */
export const tags: z.ZodType<Readonly<Record<string, string>>> = listOf(
  'Tag',
  z.object({ TagKey: text, TagValue: textOrEmpty }),
  100,
).transform((all) => Object.fromEntries(all.map((tag) => [tag.TagKey, tag.TagValue])));

/** For actions that answer nothing but that they are done. */
export const nothing: z.ZodType<unknown> = z.looseObject({});
