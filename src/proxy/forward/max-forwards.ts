/** How many hops a request may still go on (RFC 9110 7.6.2); undefined where it does not say, or not as a number. */
export function forwardsLeft(headers: readonly string[]): number | undefined {
  const at = valueIndex(headers);
  const value = at < 0 ? undefined : headers[at];
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** Takes this hop off what an OPTIONS request may still go on. */
export function countDownForwards(headers: string[]): void {
  const left = forwardsLeft(headers);
  if (left !== undefined && left > 0) headers[valueIndex(headers)] = String(left - 1);
}

function valueIndex(headers: readonly string[]): number {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    if (name?.length === 12 && name.toLowerCase() === 'max-forwards') return i + 1;
  }
  return -1;
}
