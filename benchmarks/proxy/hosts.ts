/** The host of loads that need but one. */
export const firstHost: string = hostName(0);

/** So many hosts. */
export function hostNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => hostName(index));
}

function hostName(index: number): string {
  return `host-${String(index).padStart(6, '0')}.bench.example`;
}
