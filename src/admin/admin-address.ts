/** Where the admin endpoint listens. */
export interface AdminAddress {
  /** An IP address without brackets, or a name that stands for one. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** As it is written in a URL: `127.0.0.1:10254`, `[::1]:10254`. */
export function formatAdminAddress({ host, port }: AdminAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
