import type { HealthCheckPolicy } from '../../../features/policies.ts';
import type {
  Connector,
  Upstream,
  UpstreamEvents,
  UpstreamFailure,
  UpstreamRequest,
} from '../../forward/upstream.ts';
import type { EndpointRuntime } from '../endpoint-runtime.ts';

/** Bytes of an answer that are read for the sake of the connection. */
const mostBody = 65_536;

/** Checks one endpoint, and tells the verdict when it changes. At first the endpoint is taken to work. */
export class EndpointCheck implements UpstreamEvents {
  readonly endpoint: EndpointRuntime;
  readonly policy: HealthCheckPolicy;
  /** When to check next, on the clock of the deadlines. */
  due: number;
  readonly #connector: Connector;
  readonly #onVerdict: (endpoint: EndpointRuntime, healthy: boolean) => void;
  #healthy = true;
  /** Checks in a row that spoke against the verdict. */
  #against = 0;
  #answered = false;
  #received = 0;
  #upstream: Upstream | undefined;

  constructor(
    endpoint: EndpointRuntime,
    policy: HealthCheckPolicy,
    due: number,
    connector: Connector,
    onVerdict: (endpoint: EndpointRuntime, healthy: boolean) => void,
  ) {
    this.endpoint = endpoint;
    this.policy = policy;
    this.due = due;
    this.#connector = connector;
    this.#onVerdict = onVerdict;
  }

  /** Begins a check, unless the one before still waits for its answer. */
  start(): void {
    if (this.#upstream !== undefined && !this.#answered) return;
    this.stop();
    this.#answered = false;
    this.#received = 0;
    this.#upstream = this.#connector.open(this.endpoint, this.#request(), this, true);
  }

  /** Gives up on a check in progress, without a verdict. */
  stop(): void {
    this.#upstream?.abort();
    this.#upstream = undefined;
  }

  onHead({ status }: { readonly status: number }): void {
    const [first, last] = this.policy.status;
    this.#answered = true;
    this.#judge(status >= first && status <= last);
  }

  onResponseBody(chunk: Buffer): void {
    this.#received += chunk.length;
    if (this.#received > mostBody) this.stop();
  }

  onResponseEnd(): void {
    this.#upstream = undefined;
  }

  onFailure(failure: UpstreamFailure): void {
    this.#upstream = undefined;
    // That our own connections are all in use says nothing about the endpoint.
    if (!this.#answered && failure !== 'overloaded') this.#judge(false);
  }

  onInformational(): void {}
  onTunnel(): void {}
  onBatchEnd(): boolean {
    return true;
  }
  onRequestDrain(): void {}

  #judge(passed: boolean): void {
    if (passed === this.#healthy) {
      this.#against = 0;
      return;
    }
    this.#against += 1;
    const { healthyThreshold, unhealthyThreshold } = this.policy;
    if (this.#against < (passed ? healthyThreshold : unhealthyThreshold)) return;
    this.#healthy = passed;
    this.#against = 0;
    this.#onVerdict(this.endpoint, passed);
  }

  #request(): UpstreamRequest {
    const { address, port } = this.endpoint;
    const { path, timeout } = this.policy;
    return {
      method: 'GET',
      authority: address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`,
      target: path,
      headers: ['User-Agent', 'sluice-health-check', 'Accept', '*/*'],
      ...{ bodyLength: 0, expectContinue: false, takesTrailers: false, upgrade: undefined },
      timeouts: { connect: timeout, send: timeout, response: timeout, idle: timeout },
    };
  }
}
