import type { Explanation } from '../../explain/index.ts';
import type { RealAnswer } from './try-send.ts';

/** The common name of the certificate that stands in where there is none. */
const fakeName = 'Sluice Fake Certificate';

/**
 * Where a real answer is not the one explained, in a few words each; none where it is. `query` is what was asked with its
 * `?`.
 */
export function compareAnswer(explanation: Explanation, real: RealAnswer, query: string): readonly string[] {
  const { outcome, winner, forwardedPath, certificate } = explanation;
  if (real.error !== undefined) return [`no answer: ${real.error}`];
  const differences: string[] = [];
  const expect = (what: string, explained: string | undefined, got: string | undefined): void => {
    if (explained !== got)
      differences.push(`${what} is ${got ?? 'none'}, explained was ${explained ?? 'none'}`);
  };
  if (outcome.status !== undefined) {
    expect('the status', String(outcome.status), String(real.status));
    expect('the reason', outcome.reason, real.reason);
  } else {
    expect('the status', '200', String(real.status));
    const services = (winner?.backends ?? []).map(({ id }) => id.slice(0, id.lastIndexOf(':')));
    if (!services.includes(real.service ?? '')) expect('the Service', services.join(' or '), real.service);
    expect('the path of the backend', `${forwardedPath}${query}`, real.target);
  }
  if (real.ingress !== undefined) {
    expect('the Ingress', winner?.object.slice(winner.object.indexOf(' ') + 1), real.ingress);
  }
  if (certificate !== undefined && real.certificate !== undefined) {
    if (certificate.kind === 'fake') expect('the certificate', fakeName, real.certificate.commonName);
    else expect('the end of the certificate', certificate.notAfter, dateText(real.certificate.notAfter));
  }
  return differences;
}

function dateText(ms: number): string | undefined {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined;
}
