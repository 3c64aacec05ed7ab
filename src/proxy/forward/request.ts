/**
 * A request as the forwarder sees it, whatever the client's protocol: everything that belongs to one hop
 * (framing, Connection and the fields it names, Host) is already taken out of `headers`.
 */
export interface RequestHead {
  readonly method: string;
  /** The Host field or its equivalent as sent; empty when an HTTP/1.0 client sent none. */
  readonly authority: string;
  /** The path as sent, from the first `/` to the `?`; `*` for OPTIONS of the server as a whole. */
  readonly path: string;
  /** The query with its `?`, as sent, or empty. */
  readonly query: string;
  /** Names and values by turns, in the order sent, latin1. */
  readonly headers: readonly string[];
  /** Bytes of body to come; 0 for none; -1 when only its end will tell. */
  readonly bodyLength: number;
  /** The client waits for a 100 before it sends the body (RFC 9110 10.1.1). */
  readonly expectContinue: boolean;
  /** The client takes trailers (RFC 9110 10.1.4). */
  readonly takesTrailers: boolean;
  /** The protocol the client asks to switch to, lower-case, where it may be passed on. */
  readonly upgrade: string | undefined;
  /** `HTTP/1.1`, for the log. */
  readonly protocol: string;
}

/** A response as the forwarder sees it, without anything that belongs to one hop. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: readonly string[];
  /** The Content-Length announced, or -1. It frames a body only where `hasBody`. */
  readonly length: number;
  /** False for responses to HEAD, for 204 and for 304, whatever they announce (RFC 9112 6.3). */
  readonly hasBody: boolean;
  /** The protocol of a 101, lower-case. */
  readonly upgrade: string | undefined;
}
