import type { ObjectReport } from '../../model/index.ts';

const maxLines = 10;

/** `Ingress default/cafe changed (cafe.yaml)`. */
export function describeObject(id: string, what: string, file: string): string {
  return `${id} ${what} (${file})`;
}

/** What is wrong with a file, one line a report; a document of an unknown kind is no news. */
export function describeFile(file: string, reports: readonly ObjectReport[]): string[] {
  return reports
    .filter(({ reason }) => reason !== 'UnknownKind')
    .map(({ line, field, message }) => {
      const place = line === undefined ? file : `${file}:${line}`;
      return `${place}: ${field === undefined ? message : `${field}: ${message}`}`;
    });
}

/** The first ten lines, and how many more there are. */
export function shortenLines(lines: readonly string[]): string[] {
  if (lines.length <= maxLines) return [...lines];
  return [...lines.slice(0, maxLines), `… and ${lines.length - maxLines} more`];
}
