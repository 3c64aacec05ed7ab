import { editDistance } from '../base/index.ts';
import { settingNames } from './catalogue.ts';
import { variableName } from './names.ts';

/** Kubernetes tells pods of Services by variables of these forms, so that a Service `sluice` makes SLUICE_PORT. */
const linkForm = /_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT|PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?)$/;

/** Other variables of ours that are no settings. */
const others: ReadonlySet<string> = new Set(['SLUICE_DEBUG']);

/** True for what Kubernetes puts into a variable for a Service, where one has the name of a setting. */
export function isServiceLink(value: string): boolean {
  return /^(tcp|udp|sctp):\/\//.test(value);
}

/** A line for each variable that looks like a mistyped setting. Unknown ones are no errors: others make some too. */
export function doubtfulVariables(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const known = settingNames.map(variableName);
  return Object.keys(env).flatMap((name) => {
    if (!name.startsWith('SLUICE_') || known.includes(name) || others.has(name)) return [];
    if (linkForm.test(name) || name.length > 64) return [];
    const meant = known.find((candidate) => editDistance(candidate, name) <= 2);
    return meant === undefined ? [] : [`${name} is no setting and is ignored; did you mean ${meant}?`];
  });
}
