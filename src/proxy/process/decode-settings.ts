import { isAddressRange } from '../../base/index.ts';
import { type DataPlaneSettings, defaultDataPlaneSettings } from '../runtime/data-plane-settings.ts';
import { asRecord, isCount, isStringArray } from './message-fields.ts';

/** Whether a value has every field of the settings, each of the right kind. What more it has is not looked at. */
export function isDataPlaneSettings(value: unknown): value is DataPlaneSettings {
  if (!hasShape(value, defaultDataPlaneSettings)) return false;
  const settings = asRecord(value);
  const { format } = asRecord(settings?.['accessLog']) ?? {};
  const { pathForwarding, traceparent } = settings ?? {};
  return (
    (format === 'combined' || format === 'json' || format === 'off') &&
    (pathForwarding === 'normalized' || pathForwarding === 'original') &&
    (traceparent === 'make' || traceparent === 'pass') &&
    isStringArray(settings?.['trustedProxies']) &&
    settings['trustedProxies'].every(isAddressRange) &&
    (settings?.['admin'] === undefined || isAdmin(asRecord(settings['admin'])))
  );
}

function isAdmin(socket: Readonly<Record<string, unknown>> | undefined): boolean {
  return (
    isCount(socket?.['port']) &&
    isStringArray(socket['addresses']) &&
    typeof socket['everywhere'] === 'boolean'
  );
}

/** True where `value` has the fields of `model`: numbers that are finite and not negative, and the same types else. */
function hasShape(value: unknown, model: unknown): boolean {
  if (typeof model === 'number') return typeof value === 'number' && value >= 0 && Number.isFinite(value);
  const fields = asRecord(model);
  if (fields === undefined) return typeof value === typeof model;
  const record = asRecord(value);
  return (
    record !== undefined && Object.entries(fields).every(([name, field]) => hasShape(record[name], field))
  );
}
