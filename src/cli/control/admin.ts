import { isDeepStrictEqual } from 'node:util';
import {
  type AdminEndpoint,
  type AdminRoute,
  controlSocketPath,
  formatAdminAddress,
  startAdminEndpoint,
  startAdminServer,
  staticFileRoutes,
} from '../../admin/index.ts';
import type { Logger } from '../../base/index.ts';
import type { AdminSocket } from '../../model/index.ts';
import { parseHostPort, type ServeSettings } from '../../settings/index.ts';
import { type DebugSources, debugRoutes } from './admin-debug.ts';
import { type HealthSources, healthRoutes } from './admin-health.ts';
import { type PageSources, pageRoutes } from './admin-pages.ts';
import { adminSocket } from './admin-socket.ts';
import { type ApiSources, apiRoutes } from './api-routes.ts';
import type { ServerReports } from './server-reports.ts';

/** Everything a running server can tell of itself. */
export interface AdminSources extends ApiSources, DebugSources, HealthSources, PageSources {}

export interface AdminOptions {
  readonly settings: Pick<ServeSettings, 'adminAddress' | 'stateDir'>;
  readonly sources: Omit<AdminSources, 'adminAddress'>;
  readonly reports: ServerReports;
  readonly logger: Logger;
  /** The names in force that the admin endpoint answers to. */
  trustedNames(): readonly string[];
  /** The socket that no route may lead to is known, or is another. */
  onSocket(socket: AdminSocket): void;
}

/** What a running server shows of itself: the control socket, and the admin endpoint unless it is off. */
export interface Admin {
  /** `HOST:PORT` of the admin endpoint while it listens. */
  address(): string | undefined;
  close(): Promise<void>;
}

/** How often the addresses of the machine are looked at: an endpoint bound to all of them is at the new ones, too. */
const addressCheckMs = 10_000;

/** @throws OperatorError where the control socket cannot be made. An admin endpoint that cannot listen is only reported. */
export async function startAdmin(options: AdminOptions): Promise<Admin> {
  const { settings, logger } = options;
  let endpoint: AdminEndpoint | undefined;
  const address = (): string | undefined => {
    const state = endpoint?.state();
    return state?.kind === 'listening' ? formatAdminAddress(state.at) : undefined;
  };
  const sources: AdminSources = { ...options.sources, adminAddress: address };
  const only = apiRoutes(sources);
  const open = [
    ...healthRoutes(sources),
    ...debugRoutes(sources),
    ...pageRoutes(sources),
    ...onPageToo(only),
    ...staticFileRoutes(),
  ];
  const control = await startAdminServer({
    socketPath: controlSocketPath(settings.stateDir),
    routes: [...only, ...open],
    logger,
  });
  endpoint = await openEndpoint(options, open);
  return {
    address,
    close: async () => {
      await Promise.all([control.close(), endpoint?.close()]);
    },
  };
}

/** What the page shows as `sluice` does. */
function onPageToo(routes: readonly AdminRoute[]): readonly AdminRoute[] {
  return routes
    .filter(({ method, path }) => method === 'GET' && (path === '/v1/explain' || path === '/v1/settings'))
    .map((route) => ({ ...route, path: route.path.replace('/v1/', '/api/') }));
}

async function openEndpoint(
  { settings, logger, reports, trustedNames, onSocket }: AdminOptions,
  routes: readonly AdminRoute[],
): Promise<AdminEndpoint | undefined> {
  const wanted = parseHostPort(settings.adminAddress);
  if (wanted === undefined) return undefined;
  let known: AdminSocket | undefined;
  const follow = (): void => {
    const state = endpoint.state();
    // A port that is only known once it is bound leads nowhere before.
    if (state.kind === 'failing' && wanted.port === 0) return;
    const socket = adminSocket(state.kind === 'listening' ? state.at : wanted);
    if (isDeepStrictEqual(socket, known)) return;
    known = socket;
    onSocket(socket);
  };
  const onChange = (): void => {
    const state = endpoint.state();
    const message =
      state.kind === 'listening'
        ? undefined
        : `The admin endpoint cannot listen on ${formatAdminAddress(wanted)} (${state.code}); it is tried until it can.`;
    const wrong = { reason: 'AdminUnavailable', field: 'adminAddress' } as const;
    reports.set('admin', message === undefined ? [] : [{ ...wrong, message }]);
    follow();
  };
  const endpoint = await startAdminEndpoint({ address: wanted, routes, logger, trustedNames, onChange });
  onChange();
  const timer = setInterval(follow, addressCheckMs).unref();
  return {
    state: () => endpoint.state(),
    close: () => {
      clearInterval(timer);
      return endpoint.close();
    },
  };
}
