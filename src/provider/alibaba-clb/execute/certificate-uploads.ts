import { errorMessage } from '../../../base/index.ts';
import type { KeyLookup, KeyPair } from '../../../model/index.ts';
import type { FakeCertificate } from '../../fake-certificate.ts';
import type { ClbApi } from '../api/clb-api.ts';
import { ClbError } from '../api/clb-error.ts';
import { certificateName, clusterTag } from '../names.ts';
import type { CertificateSource, ClbOperation, UploadCertificateStep } from '../plan/operations.ts';
import { ownedByName } from '../plan/owned-by-name.ts';
import type { WorldCache } from '../world/world-cache.ts';
import { clbKeyPair } from './clb-key-pair.ts';
import { NotThere } from './step-context.ts';
import { StepProblem } from './step-failure.ts';

export interface CertificateUploadsOptions {
  readonly api: ClbApi;
  readonly cache: WorldCache;
  readonly clusterId: string;
  readonly keys: KeyLookup;
  readonly fake: FakeCertificate;
}

/** The uploads of one plan: load balancers that want the same certificate share one, whoever comes first. */
export class CertificateUploads {
  readonly #options: CertificateUploadsOptions;
  readonly #sources = new Map<string, CertificateSource>();
  readonly #uploads = new Map<string, Promise<string>>();
  readonly #fakeName: string;

  constructor(operations: readonly ClbOperation[], options: CertificateUploadsOptions) {
    this.#options = options;
    const uploads = operations.filter(
      (step): step is UploadCertificateStep => step.kind === 'upload-certificate',
    );
    for (const { name, source } of uploads) this.#sources.set(name, source);
    const { fake, clusterId } = options;
    this.#fakeName = certificateName(clusterId, fake.id);
    this.#sources.set(this.#fakeName, { kind: 'fake', id: fake.id });
  }

  /**
   * The id of the certificate of this name, uploaded where it is not known.
   * @throws StepProblem when its key pair cannot be had or used, NotThere when the plan does not upload it; ClbError.
   */
  id(name: string): Promise<string> {
    const { cache, clusterId } = this.#options;
    const known = ownedByName(cache.world.certificates, clusterId).byName.get(name);
    if (known !== undefined) return Promise.resolve(known.id);
    let upload = this.#uploads.get(name);
    if (upload === undefined) {
      upload = this.#upload(name);
      this.#uploads.set(name, upload);
    }
    return upload;
  }

  fake(): Promise<string> {
    return this.id(this.#fakeName);
  }

  async #upload(name: string): Promise<string> {
    const { api, cache, clusterId } = this.#options;
    const source = this.#sources.get(name);
    if (source === undefined) throw new NotThere(`certificate ${name}`);
    const pair = this.#find(source);
    const tags = { [clusterTag]: clusterId };
    try {
      const { id } = await api.uploadCertificate({ name, ...pair, tags });
      cache.changeCertificates((all) => [...all, { id, name, tags }]);
      return id;
    } catch (error) {
      // It may be there all the same, and names are not unique.
      if (!(error instanceof ClbError) || error.ambiguous) cache.doubtCertificates();
      throw error;
    }
  }

  #find(source: CertificateSource): KeyPair {
    const { keys, fake } = this.#options;
    if (source.kind === 'fake') return clbKeyPair(fake);
    const { namespace, name } = source.certificate;
    const pair = keys(source.certificate);
    if (pair === undefined) {
      const message = `Secret ${namespace}/${name} is gone or has changed; its certificate cannot be served.`;
      throw new StepProblem({ reason: 'CertificateNotFound', message });
    }
    try {
      return clbKeyPair(pair);
    } catch (error) {
      const message = `Secret ${namespace}/${name} cannot be uploaded: ${errorMessage(error)}.`;
      throw new StepProblem({ reason: 'CertificateInvalid', message });
    }
  }
}
