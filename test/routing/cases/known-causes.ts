import type { Difference } from '../routing-case.ts';

type Cause = Pick<Difference, 'instead' | 'why'>;

/** A rule of CLB takes more than the path of the Ingress. */
export const byLetters: Cause = {
  why: 'Kubernetes compares paths element by element, CLB letter by letter: a rule takes every path that begins with its own.',
  instead: 'Let the pods answer 404 to what they do not know.',
};

/** A rule of CLB takes what another rule of the same Ingress ought to have. */
export const byLettersOfAnother: Cause = {
  why: byLetters.why,
  instead:
    'Choose paths of which none begins with the letters of another, or let the pods of each know both.',
};

/** A rule would take requests of another Ingress. */
export const givesWay: Cause = {
  why: 'CLB cannot tell `/foo` from `/foobar`. A rule that would take requests of another Ingress is not made: the other Ingress answers what cannot be told apart.',
  instead: 'Put the rules into one Ingress, or give each a host of its own.',
};

/** A wildcard of CLB takes more names than that of the Ingress. */
export const anyLabels: Cause = {
  why: 'A wildcard of Kubernetes stands for one label, one of CLB for any number.',
  instead: 'Let the pods answer 404 to hosts they do not know.',
};

/** No rule takes the host, and the listener has no pods for that. */
export const emptyGroup: Cause = {
  why: 'A listener of CLB has a server group for what no rule takes; without a default backend, one without pods.',
  instead: 'Nothing; or give the instance a default backend.',
};
