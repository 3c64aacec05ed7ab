/** Reads a value without blanks around it: its normal form, or undefined where it is not of the allowed form. */
export type CloudParser = (text: string) => string | undefined;

/** One of a few words, as they are written. */
export function oneOf(...words: readonly string[]): CloudParser {
  return (text) => (words.includes(text) ? text : undefined);
}

/** A whole number in decimal. */
export function wholeNumber(least: number, most: number): CloudParser {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most ? String(number) : undefined;
  };
}

/** What an expression takes as a whole. */
export function matching(form: RegExp): CloudParser {
  return (text) => (form.test(text) ? text : undefined);
}

/** Items with commas between them, in any order, each taken by `item`; the value is sorted and says each once. */
export function listOf(item: CloudParser, most: number): CloudParser {
  return (text) => {
    const items = text.split(',', most + 1).map((part) => item(part.trim()));
    if (items.length > most) return undefined;
    const taken = new Set<string>();
    for (const one of items) {
      if (one === undefined) return undefined;
      taken.add(one);
    }
    return [...taken].sort().join(',');
  };
}

/** Of the 20 tags of an instance two are ours, and settings may add some. */
export const maxTags = 10;

const tagText = /^[\p{L}\p{N} _.:/@+-]*$/u;
/** Tags by which owners know their instances, ours among them; and what CLB keeps to itself. */
const reservedTag = /^(?:__|aliyun|acs:|sluice\.dev\/|kubernetes\.|ack\.aliyun\.com$)/i;

/** `K1=V1,K2=V2`; a key without `=` has an empty value. The value is sorted by key. */
export const resourceTags: CloudParser = (text) => {
  const tags = new Map<string, string>();
  for (const pair of text.split(',', maxTags + 1)) {
    const [key = '', value = '', ...rest] = pair.split('=').map((part) => part.trim());
    if (rest.length > 0 || key === '' || key.length > 64 || value.length > 128) return undefined;
    if (!tagText.test(key) || !tagText.test(value) || reservedTag.test(key) || tags.has(key))
      return undefined;
    if (/^(?:aliyun|acs:)/i.test(value) || /https?:\/\//i.test(`${key} ${value}`)) return undefined;
    tags.set(key, value);
  }
  if (tags.size > maxTags) return undefined;
  return [...tags]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
};
