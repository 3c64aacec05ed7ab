/** The middle one of some figures; of an even number the upper of the two. */
export function median(figures: readonly number[]): number {
  return percentile(figures, 0.5);
}

/** The figure below which a share of them lies. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function geometricMean(figures: readonly number[]): number {
  return Math.exp(figures.reduce((sum, figure) => sum + Math.log(figure), 0) / figures.length);
}

/** Ratios of figures measured in turn: round by round, so that what else the machine did falls on both. */
export function ratios(figures: readonly number[], base: readonly number[]): number[] {
  return figures.map((figure, round) => figure / (base[round] ?? Number.NaN));
}

/** The middle of some ratios, and in brackets the least and the greatest. */
export function withSpread(figures: readonly number[]): string {
  const least = Math.min(...figures).toFixed(2);
  const greatest = Math.max(...figures).toFixed(2);
  return `${median(figures).toFixed(2)} (${least} to ${greatest})`;
}

/** A figure with three digits that count. */
export function threeDigits(figure: number): string {
  return figure >= 100 ? figure.toFixed(0) : figure.toFixed(1);
}
