import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where state is kept when no flag says so: `$SLUICE_STATE_DIR`; root's in /var/lib; a user's where XDG puts state. */
export function defaultStateDirectory(env: NodeJS.ProcessEnv): string {
  const { SLUICE_STATE_DIR: named, XDG_STATE_HOME: xdg } = env;
  if (named !== undefined && named !== '') return resolve(named);
  if (process.getuid?.() === 0) return '/var/lib/sluice';
  // The XDG rules say that a relative path is to be ignored.
  const base = xdg?.startsWith('/') ? xdg : join(homedir(), '.local', 'state');
  return join(base, 'sluice');
}
