import { describe, expect, test } from 'vitest';
import { doubtfulVariables } from './service-links.ts';

describe('variables that are no settings', () => {
  test.each([
    ['SLUICE_WORKER', 'SLUICE_WORKERS'],
    ['SLUICE_HTP_PORT', 'SLUICE_HTTP_PORT'],
  ])('%s is doubtful', (name, meant) => {
    // The second ends as a service link does, and Kubernetes would have made it of a Service.
    const told = doubtfulVariables({ [name]: '3' });
    expect(told).toEqual(
      name.endsWith('_PORT') ? [] : [`${name} is no setting and is ignored; did you mean ${meant}?`],
    );
  });

  test.each([
    'SLUICE_WORKERS',
    'SLUICE_DEBUG',
    'SLUICE_PORT',
    'SLUICE_SERVICE_HOST',
    'SLUICE_SERVICE_PORT',
    'SLUICE_SERVICE_PORT_HTTP',
    'SLUICE_PORT_80_TCP',
    'SLUICE_PORT_80_TCP_ADDR',
    'SLUICE_SOMETHING_ELSE',
    'WORKER',
    `SLUICE_${'X'.repeat(1000)}`,
  ])('%s is left alone', (name) => {
    expect(doubtfulVariables({ [name]: 'tcp://10.0.0.1:80' })).toEqual([]);
  });
});
