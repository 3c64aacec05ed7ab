/** How large the body of a request may be. */
export interface BodySizePolicy {
  /** Bytes; 0 for no limit. */
  readonly max: number;
}
