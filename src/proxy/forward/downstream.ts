import type { RequestHead, ResponseHead } from './request.ts';

/** Who is at the other end of a connection, and how it came in. */
export interface Client {
  readonly address: string;
  readonly port: number;
  /** The connection is encrypted. */
  readonly secure: boolean;
  /** The port the client connected to, as it sees it. */
  readonly publishedPort: number;
  /** The port clients use for HTTPS on the same load balancer; undefined where it has none. */
  readonly httpsPort: number | undefined;
  /** The name the client asked a certificate for, or empty. */
  readonly serverName: string;
}

/** What a downstream tells the exchange that reads from it. */
export interface DownstreamEvents {
  /** A part of the request body. */
  onRequestBody(chunk: Buffer): void;
  onRequestEnd(): void;
  /** The client broke the framing of its body, or took too long for it. Nothing more will come. */
  onRequestError(status: 400 | 408 | 431, detail: string): void;
  /** Room for more response body, after `sendBody` answered false. */
  onResponseDrain(): void;
  /** The client is gone. Nothing more will come, nothing more can be sent. */
  onClosed(): void;
}

/**
 * One request and its response on the client's side, whatever protocol the client speaks.
 * Sending after `sendEnd`, `abort` or `onClosed` does nothing.
 */
export interface Downstream {
  readonly request: RequestHead;
  readonly client: Client;
  /** Delivers the body from now on. */
  start(events: DownstreamEvents): void;
  pauseRequest(): void;
  resumeRequest(): void;
  /** Passes a 1xx other than 101 on, where the client's protocol version has them. */
  sendInformational(status: number, headers: readonly string[]): void;
  /** Starts the response. `headers` hold end-to-end fields only. The body follows unless `hasBody` is false. */
  sendHead(response: ResponseHead): void;
  /** Sends a part of the body; false when the client reads too slowly: wait for `onResponseDrain`. */
  sendBody(chunk: Buffer): boolean;
  /** Ends the response. */
  sendEnd(): void;
  /** Writes out what `sendHead` and `sendBody` hold back to make one write of many; called after each batch. */
  flush(): void;
  /** Ends the response so that the client cannot take it for complete. */
  abort(): void;
  /** Answers 101 and turns the connection into a tunnel. */
  openTunnel(response: ResponseHead): TunnelEnd;
  /** Bytes of response body sent so far. */
  readonly bodyBytesSent: number;
}

/** One end of a tunnel: bytes without meaning to us. */
export interface TunnelEnd {
  start(events: TunnelEvents): void;
  /** False when the peer reads too slowly: wait for `onDrain`. */
  send(chunk: Buffer): boolean;
  /** Sends a FIN; the other direction goes on. */
  end(): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

export interface TunnelEvents {
  onData(chunk: Buffer): void;
  onDrain(): void;
  /** The peer will send no more. */
  onEnd(): void;
  /** The connection is gone. */
  onClosed(): void;
}
