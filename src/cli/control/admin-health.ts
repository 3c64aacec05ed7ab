import type { AdminResponse, AdminRoute } from '../../admin/index.ts';
import type { Metrics } from './metrics-sources.ts';
import { checkLine, checkReadiness, type ReadinessSources } from './readiness.ts';

export interface HealthSources extends ReadinessSources {
  readonly metrics: Pick<Metrics, 'contentType' | 'pieces'>;
}

const plain = 'text/plain; charset=utf-8';

/** What probes and scrapers ask: `/healthz`, `/readyz`, `/metrics`. */
export function healthRoutes(sources: HealthSources): readonly AdminRoute[] {
  return [
    // That this is answered at all says that the loop of the control process turns.
    { method: 'GET', path: '/healthz', handle: () => ({ contentType: plain, content: 'ok\n' }) },
    { method: 'GET', path: '/readyz', handle: ({ query }) => readyz(sources, query.has('verbose')) },
    { method: 'GET', path: '/metrics', handle: () => metricsResponse(sources.metrics) },
  ];
}

async function readyz(sources: ReadinessSources, verbose: boolean): Promise<AdminResponse> {
  const checks = await checkReadiness(sources);
  const bad = checks.filter(({ good }) => !good);
  const lines = verbose
    ? checks.map((check) => `[${check.good ? '+' : '-'}] ${checkLine(check)}`)
    : bad.map(checkLine);
  const content = lines.length === 0 ? 'ok\n' : `${lines.join('\n')}\n`;
  return { status: bad.length === 0 ? 200 : 503, contentType: plain, content };
}

function metricsResponse({ contentType, pieces }: HealthSources['metrics']): AdminResponse {
  return {
    contentType,
    async stream(write, signal) {
      for await (const piece of pieces()) {
        if (signal.aborted) return;
        await write(piece);
      }
    },
  };
}
