import type { ObjectReport } from '../../model/index.ts';

/** What is wrong with the server itself: its settings, its admin endpoint, its access log. */
export interface ServerReports {
  /** Replaces what `topic` has to report; nothing, where it is well. */
  set(topic: string, reports: readonly ServerReport[]): void;
  all(): readonly ObjectReport[];
}

/** A report whose object is the server. */
export type ServerReport = Omit<ObjectReport, 'object'>;

/** `onChange` is called when a topic has reported something else than before. */
export function createServerReports(onChange: () => void): ServerReports {
  const topics = new Map<string, readonly ObjectReport[]>();
  return {
    set(topic, reports) {
      if (reports.length === 0 && !topics.has(topic)) return;
      if (reports.length === 0) topics.delete(topic);
      else
        topics.set(
          topic,
          reports.map((report) => ({ ...report, object: { kind: 'Server', name: 'sluice' } })),
        );
      onChange();
    },
    all: () => [...topics.values()].flat(),
  };
}
