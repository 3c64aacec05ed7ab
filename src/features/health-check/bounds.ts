type Bound = readonly [least: number, most: number];

/** What a check may be asked for. Times in milliseconds. */
export const bounds: {
  readonly path: number;
  readonly interval: Bound;
  readonly timeout: Bound;
  readonly threshold: Bound;
} = {
  path: 1024,
  interval: [1000, 3_600_000],
  timeout: [100, 60_000],
  threshold: [1, 10],
};

/** Whether a path may be asked for as it stands: it is written into a request line. */
export function isCheckPath(path: string): boolean {
  return path.length <= bounds.path && /^\/[\x21-\x7e]*$/.test(path);
}
