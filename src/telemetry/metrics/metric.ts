/** One family of series, as `/metrics` names it. */
export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** One sentence: what is counted or measured. The unit is in the name. */
  readonly help: string;
  /** Labels of each series; `le` of a histogram is not among them. */
  readonly labels: readonly string[];
}

/** One series of a family: a number, or the cells of a histogram of times. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number | Float64Array;
}
