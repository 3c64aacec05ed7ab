const numeric = new Set([
  'CookieTimeout',
  'HealthCheckConnectPort',
  'HealthCheckInterval',
  'HealthCheckTimeout',
  'HealthyThreshold',
  'UnhealthyThreshold',
  'IdleTimeout',
  'RequestTimeout',
]);

/** Settings as the service answers them: numbers where it has numbers. */
export function settingsJson(settings: Readonly<Record<string, string>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, numeric.has(name) ? Number(value) : value]),
  );
}
