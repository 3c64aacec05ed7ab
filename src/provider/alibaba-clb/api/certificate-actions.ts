import { z } from 'zod';
import { listOf, nothing, tags, text, textOrEmpty } from './answer-schema.ts';
import type { ClbAction } from './api-actions.ts';
import type { ClbApi } from './clb-api.ts';
import { doneWhenGone } from './gone-objects.ts';
import { numberedTags } from './list-parameters.ts';
import type { RpcClient } from './rpc-client.ts';

type CertificateActions = Pick<
  ClbApi,
  | 'createDomainExtension'
  | 'deleteCertificate'
  | 'deleteDomainExtension'
  | 'describeDomainExtensions'
  | 'findCertificates'
  | 'setDomainExtension'
  | 'uploadCertificate'
>;

const certificates = z.object({
  ServerCertificates: listOf(
    'ServerCertificate',
    z.object({ ServerCertificateId: text, ServerCertificateName: textOrEmpty, Tags: tags }),
    10_000,
  ),
});

const uploaded = z.object({ ServerCertificateId: text });

const extensions = z.object({
  DomainExtensions: listOf(
    'DomainExtension',
    z.object({ DomainExtensionId: text, Domain: text, ServerCertificateId: textOrEmpty }),
    1000,
  ),
});

const extension = z.object({ DomainExtensionId: text });

/** The part of {@link ClbApi} that concerns certificates and the domains they are shown for. */
export function certificateActions(rpc: RpcClient<ClbAction>): CertificateActions {
  return {
    async findCertificates({ key, value }) {
      const params = numberedTags({ [key]: value });
      const answer = await rpc.call('DescribeServerCertificates', params, certificates);
      return answer.ServerCertificates.map((it) => ({
        id: it.ServerCertificateId,
        name: it.ServerCertificateName,
        tags: it.Tags,
      })).filter((one) => Object.hasOwn(one.tags, key) && one.tags[key] === value);
    },
    async uploadCertificate({ name, certificate, key, tags: wantedTags }) {
      const params = {
        ServerCertificateName: name,
        ServerCertificate: certificate,
        PrivateKey: key,
        ...numberedTags(wantedTags),
      };
      return { id: (await rpc.call('UploadServerCertificate', params, uploaded)).ServerCertificateId };
    },
    deleteCertificate: (id) =>
      doneWhenGone(rpc.call('DeleteServerCertificate', { ServerCertificateId: id }, nothing)),
    async describeDomainExtensions(instanceId, port) {
      const params = { LoadBalancerId: instanceId, ListenerPort: port };
      const answer = await rpc.call('DescribeDomainExtensions', params, extensions);
      return answer.DomainExtensions.map((it) => ({
        id: it.DomainExtensionId,
        domain: it.Domain,
        certificateId: it.ServerCertificateId,
      }));
    },
    async createDomainExtension(instanceId, port, domain, certificateId) {
      const params = {
        LoadBalancerId: instanceId,
        ListenerPort: port,
        Domain: domain,
        ServerCertificateId: certificateId,
      };
      return { id: (await rpc.call('CreateDomainExtension', params, extension)).DomainExtensionId };
    },
    async setDomainExtension(id, certificateId) {
      const params = { DomainExtensionId: id, ServerCertificateId: certificateId };
      await rpc.call('SetDomainExtensionAttribute', params, nothing);
    },
    deleteDomainExtension: (id) =>
      doneWhenGone(rpc.call('DeleteDomainExtension', { DomainExtensionId: id }, nothing)),
  };
}
