import { parseArgs } from 'node:util';
import { DescriptorSink, LineWriter, LogFile } from '../telemetry/index.ts';
import { runWorker } from './process/worker-process.ts';
import { AccessLog } from './runtime/access-log.ts';
import { LayerSevenDataPlane } from './runtime/data-plane.ts';
import { defaultDataPlaneSettings } from './runtime/data-plane-settings.ts';

// What a worker process runs. It gets nothing but sockets, and the file of its log where there is one: the permission
// model keeps other files and programs from it.
const { values } = parseArgs({ options: { 'access-log-file': { type: 'string' } } });
const file = values['access-log-file'];
const standardOutput = 1;
const writer = new LineWriter(file === undefined ? new DescriptorSink(standardOutput) : new LogFile(file));
// At once: a file that cannot be opened is a problem before the first request.
writer.reopen();
const log = new AccessLog(writer, defaultDataPlaneSettings.accessLog);
runWorker(() => new LayerSevenDataPlane(defaultDataPlaneSettings, log), log);
