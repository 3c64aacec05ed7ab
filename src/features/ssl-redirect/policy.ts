/** A request that came unencrypted is sent to the same URL by HTTPS. */
export interface SslRedirectPolicy {
  readonly status: 301 | 302 | 307 | 308;
}
