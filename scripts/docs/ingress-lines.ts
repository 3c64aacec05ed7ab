import { type CaseBackend, type CaseIngress, caseIngress } from '../../test/routing/case-ingress.ts';

/** Rules that are shown of one Ingress. */
const mostRules = 6;

/** An Ingress in a few lines: its name, annotations and age, then a line a rule. */
export function ingressLines(object: unknown): readonly string[] {
  const { metadata, spec } = caseIngress.parse(object);
  const { defaultBackend, tls = [] } = spec;
  const rules = ruleLines(spec);
  const shown = rules.length > mostRules ? rules.slice(0, mostRules - 2) : rules;
  return [
    `Ingress ${metadata.name}${ageText(metadata.creationTimestamp)}`,
    ...Object.entries(metadata.annotations ?? {}).map(([name, value]) => `  ${name}: ${value}`),
    ...tls.map(({ hosts = [], secretName }) => `  tls ${hosts.join(', ')}: Secret ${secretName}`),
    ...shown.map((line) => `  ${line}`),
    ...(shown.length < rules.length ? [`  and ${rules.length - shown.length} more like these`] : []),
    ...(defaultBackend === undefined ? [] : [`  default backend > ${backendText(defaultBackend)}`]),
  ];
}

function ruleLines({ rules = [] }: CaseIngress['spec']): readonly string[] {
  return rules.flatMap(({ host = '(no host)', http }) =>
    http.paths.map(({ path, pathType, backend }) => `${host} ${path} ${pathType} > ${backendText(backend)}`),
  );
}

function ageText(createdAt: string | undefined): string {
  return createdAt === undefined ? '' : `, created ${createdAt.slice(0, 10)}`;
}

function backendText({ service: { name, port } }: CaseBackend): string {
  return port.number === 80 ? name : `${name}:${port.name ?? port.number}`;
}
