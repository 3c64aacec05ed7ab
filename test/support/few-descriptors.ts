import { DataPlaneBench, endpointsPart, hostPart, httpListener } from './data-plane.ts';

// A data plane of its own process, for tests that take its file descriptors away. Prints the port it listens on.
const bench = new DataPlaneBench();
await bench.dataPlane.apply({
  full: true,
  set: [
    httpListener('t/80'),
    hostPart('a.example', ['/', 'web']),
    endpointsPart('web', await bench.origin('web')),
  ],
  delete: [],
});
process.stdout.write(`${bench.dataPlane.ports().get('t/80')}\n`);
