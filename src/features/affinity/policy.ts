/** A cookie that brings a client back to the endpoint that answered it before. */
export interface AffinityPolicy {
  /** Name of the cookie, a token. */
  readonly cookie: string;
  readonly path: string;
  readonly domain?: string;
  /** Seconds; absent for a cookie that ends with the browser's session. */
  readonly maxAge?: number;
  readonly sameSite?: 'None' | 'Lax' | 'Strict';
  /** Absent: where the client came by HTTPS. */
  readonly secure?: boolean;
}
