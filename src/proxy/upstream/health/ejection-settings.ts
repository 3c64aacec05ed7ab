/** When endpoints that fail get no requests for a while. */
export interface EjectionSettings {
  /** Failures in a row that eject an endpoint; 0: none does. */
  readonly failures: number;
  /** Milliseconds of a first ejection; the next ones last as many times longer. */
  readonly time: number;
  /** Milliseconds of the longest ejection. */
  readonly mostTime: number;
  /** Share of a backend's endpoints that may be ejected at a time, in percent; one of two or more always may. */
  readonly mostShare: number;
  /** Where fewer endpoints are left than this share, in percent, all are used. */
  readonly panicShare: number;
  /** Whether an answer 502, 503 or 504 counts as a failure. */
  readonly onStatus: boolean;
}
