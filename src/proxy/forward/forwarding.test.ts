import { describeForwarding } from './forwarding-suite.test-support.ts';
import { memoryHarness } from './memory-harness.test-support.ts';
import { socketHarness } from './socket-harness.test-support.ts';

describeForwarding('in memory', memoryHarness);
describeForwarding('on sockets', socketHarness);
