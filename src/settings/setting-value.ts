import { formatOf } from './formats.ts';
import type { Setting } from './setting.ts';

/** A text that is longer, and a list of more items, is no setting of anyone. */
const longestText = 4096;
const mostItems = 64;

/** What a setting takes, in words: follows `expected`. */
export function allowedValues(setting: Setting): string {
  switch (setting.form) {
    case 'text':
      return formatOf(setting.format).allowed;
    case 'number':
      return `${numberNoun(setting)} from ${setting.least} to ${setting.most}`;
    case 'switch':
      return 'true or false';
    case 'list':
      return `a list of at most ${mostItems}, each ${formatOf(setting.format).allowed}`;
    case 'choice':
      return `${setting.choices.slice(0, -1).join(', ')} or ${setting.choices.at(-1)}`;
  }
}

function numberNoun({ whole, unit }: Extract<Setting, { form: 'number' }>): string {
  if (whole) return 'a whole number';
  return unit === 'seconds' ? 'a number of seconds' : 'a number';
}

/** Whether a value is one that the setting takes. */
export function isAllowed(setting: Setting, value: unknown): boolean {
  switch (setting.form) {
    case 'text':
      return isFormatted(setting.format, value);
    case 'number':
      if (typeof value !== 'number' || !(value >= setting.least && value <= setting.most)) return false;
      return !setting.whole || Number.isInteger(value);
    case 'switch':
      return typeof value === 'boolean';
    case 'list':
      return (
        Array.isArray(value) &&
        value.length <= mostItems &&
        value.every((item) => isFormatted(setting.format, item))
      );
    case 'choice':
      return typeof value === 'string' && setting.choices.includes(value);
  }
}

function isFormatted(format: Parameters<typeof formatOf>[0], value: unknown): boolean {
  return typeof value === 'string' && value.length <= longestText && formatOf(format).accepts(value);
}

/** The value that the text of a flag or a variable means; judged by {@link isAllowed} later. */
export function valueOfText(setting: Setting, text: string): unknown {
  switch (setting.form) {
    case 'text':
    case 'choice':
      return text;
    case 'list':
      return text.split(',').map((item) => item.trim());
    case 'number':
      return text.trim() === '' ? Number.NaN : Number(text);
    case 'switch':
      if (text === 'true' || text === '1') return true;
      return text === 'false' || text === '0' ? false : text;
  }
}
