/** What of a request is hashed. Header names are in lower case, cookie names as written. */
export type HashKey =
  | { readonly kind: 'header' | 'cookie'; readonly name: string }
  /** `uri` is path and query, as sent; `host` is the Host field. */
  | { readonly kind: 'address' | 'host' | 'uri' };

/** How endpoints are chosen, where not in turn. */
export type LoadBalancePolicy =
  | { readonly method: 'least-requests' }
  | { readonly method: 'hash'; readonly by: HashKey };
