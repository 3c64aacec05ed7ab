import type { Endpoint } from '../../model/index.ts';
import type { PickedEndpoint } from '../forward/forwarding.ts';
import type { UpstreamFailure } from '../forward/upstream.ts';
import type { BackendRuntime } from './backend-endpoints.ts';
import { hashStart, hashText, mixHash } from './selection/text-hash.ts';

/** Hears what became of attempts. */
export interface EndpointReports {
  answered(endpoint: EndpointRuntime, status: number): void;
  failed(endpoint: EndpointRuntime, failure: UpstreamFailure): void;
}

/** An endpoint in a worker: one object for all backends that have it, as long as one of them does. */
export class EndpointRuntime implements PickedEndpoint {
  readonly address: string;
  readonly port: number;
  /** Names address and port. */
  readonly key: string;
  active = 0;
  /** A hash of the key, equal in every worker. */
  readonly seed: number;
  /** Those that have it; a change of its health concerns them. */
  readonly backends: BackendRuntime[] = [];

  readonly #reports: EndpointReports | undefined;

  constructor({ address, port }: Endpoint, key: string, reports?: EndpointReports) {
    this.#reports = reports;
    this.address = address;
    this.port = port;
    this.key = key;
    this.seed = mixHash(hashText(key, hashStart));
  }

  answered(status: number): void {
    this.#reports?.answered(this, status);
  }

  failed(failure: UpstreamFailure): void {
    this.#reports?.failed(this, failure);
  }
}
