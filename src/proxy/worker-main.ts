import { parseArgs } from 'node:util';
import { LineWriter } from '../telemetry/index.ts';
import { runWorker } from './process/worker-process.ts';
import { LayerSevenDataPlane } from './runtime/data-plane.ts';
import { defaultDataPlaneSettings } from './runtime/data-plane-settings.ts';

// What a worker process runs. It gets nothing but sockets: the permission model keeps files and programs from it.
const { values } = parseArgs({ options: { 'access-log': { type: 'string', default: 'json' } } });
const standardOutput = 1;
const log = values['access-log'] === 'off' ? undefined : new LineWriter(standardOutput);
runWorker(() => new LayerSevenDataPlane(defaultDataPlaneSettings, log));
