import type { AddressRanges } from '../../base/index.ts';
import type { RequestHead, ResponseHead } from './request.ts';

/** Who sends, and how it came in: the other end of a connection, or who a proxy in front says is behind it. */
export interface Client {
  /** An IP address in its plain spelling. */
  readonly address: string;
  /** 0 where a proxy in front told the address alone. */
  readonly port: number;
  /** What the client sent was encrypted. */
  readonly secure: boolean;
  /** The port the client connected to, as it sees it. */
  readonly publishedPort: number;
  /** The port clients use for HTTPS on the same load balancer; undefined where it has none. */
  readonly httpsPort: number | undefined;
  /** The name the client asked a certificate for, or empty. */
  readonly serverName: string;
  /** The address at the other end of the connection, where `address` is another. */
  readonly peer?: string | undefined;
  /** Whose forwarded fields are believed; set where `address` is one of them. */
  readonly trusted?: AddressRanges | undefined;
  /** What a trusted client told with this request, beside what stands above. */
  readonly told?: ToldFields | undefined;
}

/** What the forwarded fields of a trusted client say of one request. */
export interface ToldFields {
  /** The value of `X-Forwarded-For` for the backend, the trusted client itself included. */
  readonly forwardedFor: string;
  /** A valid `host[:port]`. */
  readonly host: string | undefined;
  readonly requestId: string | undefined;
}

/** What a downstream tells the exchange that reads from it. */
export interface DownstreamEvents {
  /** A part of the request body. */
  onRequestBody(chunk: Buffer): void;
  /** `trailers` are those that may be passed on, names and values by turns. */
  onRequestEnd(trailers?: readonly string[]): void;
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
  /** Whom this request is from; see {@link clientOf}. */
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
  /** Ends the response. `trailers` go along where the client takes them and the protocol has room for them. */
  sendEnd(trailers?: readonly string[]): void;
  /** Writes out what `sendHead` and `sendBody` hold back to make one write of many; called after each batch. True when all that was sent is out. */
  flush(): boolean;
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
