import type { CaseTheme, RoutingCase } from '../routing-case.ts';
import { backends } from './backends.ts';
import { certificates } from './certificates.ts';
import { defaultBackends } from './default-backends.ts';
import { exactPaths } from './exact-paths.ts';
import { hosts } from './hosts.ts';
import { instances } from './instances.ts';
import { policies } from './policies.ts';
import { prefixPaths } from './prefix-paths.ts';
import { sharedHosts } from './shared-hosts.ts';
import { spellings } from './spellings.ts';

/** The routing suite, in the order of the page made from it. */
export const themes: readonly CaseTheme[] = [
  exactPaths,
  prefixPaths,
  sharedHosts,
  hosts,
  defaultBackends,
  backends,
  certificates,
  instances,
  policies,
  spellings,
];

export const cases: readonly RoutingCase[] = themes.flatMap((theme) => theme.cases);
