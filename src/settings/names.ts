/** `httpPort` is `--http-port` on the command line; a switch that is off, `--no-echo`. */
export function flagName(name: string, value?: unknown): string {
  return `--${value === false ? 'no-' : ''}${dashed(name)}`;
}

/** `httpPort` is `SLUICE_HTTP_PORT` in the environment. */
export function variableName(name: string): string {
  return `SLUICE_${dashed(name).replaceAll('-', '_').toUpperCase()}`;
}

function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
