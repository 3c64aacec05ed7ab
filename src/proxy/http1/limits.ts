/** Bounds on what one peer may make us hold or scan. Sizes in bytes. */
export interface MessageLimits {
  readonly method: number;
  readonly target: number;
  /** Start line and header section together. */
  readonly head: number;
  readonly headerLine: number;
  readonly headerLines: number;
  readonly leadingEmptyLines: number;
  readonly chunkLine: number;
  /** Chunk extensions of one message. */
  readonly chunkExtensions: number;
  readonly trailers: number;
  readonly trailerLines: number;
}

export const requestLimits: MessageLimits = {
  method: 32,
  target: 8192,
  head: 32_768,
  headerLine: 16_384,
  headerLines: 128,
  leadingEmptyLines: 4,
  chunkLine: 4096,
  chunkExtensions: 16_384,
  trailers: 8192,
  trailerLines: 32,
};

export const responseLimits: MessageLimits = { ...requestLimits, head: 65_536, headerLines: 256 };

/** 1xx responses accepted before the final one. */
export const maxInformationalResponses = 16;
