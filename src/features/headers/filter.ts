import type { FeatureFilter, Filter } from '../filter.ts';
import type { HeaderChanges, HeaderField, HeadersPolicy } from '../policies.ts';
import { isFieldName, isFieldValue, isHopField } from './field-rules.ts';

/** Most changes of one kind in a policy. */
const mostChanges = 256;

/** Takes fields out of requests and responses, and puts others in. */
export const headersFilter: FeatureFilter<HeadersPolicy> = {
  accepts(value): value is HeadersPolicy {
    return hasOnly(value, { request: isChanges, response: isChanges });
  },

  compile({ request, response }): Filter {
    const changeRequest = request && compileChanges(request, asBackendsRead);
    const changeResponse = response && compileChanges(response, lowerCase);
    return {
      ...(changeRequest && {
        onRequest(message) {
          message.headers = changeRequest(message.headers);
          return undefined;
        },
      }),
      ...(changeResponse && {
        onResponse(message) {
          message.headers = changeResponse(message.headers);
        },
      }),
    };
  },

  describe({ request, response }) {
    const changes = [
      ...(request ? describeChanges(request) : []),
      ...(response ? describeChanges(response).map((text) => `${text} in the response`) : []),
    ];
    return changes.join('; ');
  },
};

type Change = (headers: string[]) => string[];

/** `fold` brings names that count as the same to one form. */
function compileChanges(changes: HeaderChanges, fold: (name: string) => string): Change {
  const { remove = [], set = [], add = [] } = changes;
  const replaced = new Set([...remove, ...set.map(({ name }) => name)].map(fold));
  const added = [...set, ...add].flatMap(({ name, value }) => [name, value]);
  return (headers) => {
    if (replaced.size === 0) return [...headers, ...added];
    const changed: string[] = [];
    for (let i = 0; i + 1 < headers.length; i += 2) {
      const name = headers[i] ?? '';
      if (!replaced.has(fold(name))) changed.push(name, headers[i + 1] ?? '');
    }
    changed.push(...added);
    return changed;
  };
}

function lowerCase(name: string): string {
  return name.toLowerCase();
}

/** Many backends cannot tell `_` from `-`: a client must not keep a field by the other spelling that a route replaces. */
function asBackendsRead(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function describeChanges({ remove = [], set = [], add = [] }: HeaderChanges): readonly string[] {
  return [
    ...(remove.length > 0 ? [`removes ${remove.join(', ')}`] : []),
    ...(set.length > 0 ? [`sets ${set.map(({ name }) => name).join(', ')}`] : []),
    ...(add.length > 0 ? [`adds ${add.map(({ name }) => name).join(', ')}`] : []),
  ];
}

function isChanges(value: unknown): value is HeaderChanges {
  return hasOnly(value, {
    remove: isListOf(isChangeableName),
    set: isListOf(isField),
    add: isListOf(isField),
  });
}

function isField(value: unknown): value is HeaderField {
  return hasOnly(value, { name: isChangeableName, value: isText }) && Object.keys(value).length === 2;
}

function isChangeableName(value: unknown): boolean {
  return typeof value === 'string' && isFieldName(value) && !isHopField(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && isFieldValue(value);
}

function isListOf(check: (entry: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.length <= mostChanges && value.every(check);
}

function hasOnly(
  value: unknown,
  checks: Readonly<Record<string, (entry: unknown) => boolean>>,
): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(([key, entry]) => checks[key]?.(entry) === true);
}
