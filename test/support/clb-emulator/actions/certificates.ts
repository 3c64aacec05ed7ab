import { X509Certificate } from 'node:crypto';
import { type Action, type ActionTable, hasTags, reads, writes } from '../action.ts';
import { type Answer, tagsJson, timeText, wrapped } from '../answer.ts';
import { refuse } from '../api-error.ts';
import type { Cloud } from '../cloud.ts';
import { findCertificate } from '../find.ts';
import { matching, optional, required, tagList } from '../parameters.ts';
import type { Certificate } from '../state.ts';
import { alternativeNames, checkCertificate, commonName } from './certificate-content.ts';

const certificateName = matching(/^[A-Za-z][A-Za-z0-9._-]{0,79}$/);

/** Neither names nor contents are unique: the same call twice makes two. */
const upload: Action = writes(
  {
    ServerCertificate: required(),
    PrivateKey: required(),
    ServerCertificateName: optional(certificateName),
    ResourceGroupId: optional(),
    Tag: tagList,
  },
  (cloud, p) => {
    checkCertificate(p.need('ServerCertificate'), p.need('PrivateKey'), cloud.switches);
    const region = p.need('RegionId');
    const inRegion = [...cloud.state.certificates.values()].filter((one) => one.region === region);
    if (inRegion.length >= cloud.quotas.certificatesPerRegion) {
      refuse(400, 'OverQuota', 'The quota of certificates is used up.');
    }
    const id = `1234567890_${Buffer.from(cloud.newId()).toString('hex')}_0_0`;
    const certificate: Certificate = {
      id,
      region,
      createdAt: cloud.now(),
      name: p.get('ServerCertificateName') ?? id,
      resourceGroupId: p.get('ResourceGroupId') ?? 'rg-default',
      certificate: p.need('ServerCertificate'),
      key: p.need('PrivateKey'),
      tags: new Map(p.tags),
    };
    cloud.state.certificates.set(id, certificate);
    return describe(certificate);
  },
);

/** Never the PEM. An id nobody has gives an empty list. */
const describeCertificates: Action = reads(
  { ServerCertificateId: optional(), ResourceGroupId: optional(), Tag: tagList },
  (cloud, p) => {
    const found = [...cloud.state.certificates.values()].filter(
      (certificate) =>
        certificate.region === p.get('RegionId') &&
        (p.get('ServerCertificateId') ?? certificate.id) === certificate.id &&
        (p.get('ResourceGroupId') ?? certificate.resourceGroupId) === certificate.resourceGroupId &&
        hasTags(certificate.tags, p.tags),
    );
    return {
      ServerCertificates: wrapped(
        'ServerCertificate',
        found.map((certificate) => ({ ...describe(certificate), Tags: tagsJson(certificate.tags) })),
      ),
    };
  },
);

const setName: Action = writes(
  { ServerCertificateId: required(), ServerCertificateName: required(certificateName) },
  (cloud, p) => {
    const certificate = findCertificate(cloud, p.need('ServerCertificateId'), p.need('RegionId'));
    certificate.name = p.need('ServerCertificateName');
    return {};
  },
);

const deleteCertificate: Action = writes({ ServerCertificateId: required() }, (cloud, p) => {
  const { id } = findCertificate(cloud, p.need('ServerCertificateId'), p.need('RegionId'));
  if (isUsed(cloud, id)) {
    refuse(
      400,
      'CertificateAndPrivateKeyIsRefered',
      'A listener or a domain extension uses the certificate.',
    );
  }
  cloud.state.certificates.delete(id);
  return {};
});

function isUsed(cloud: Cloud, id: string): boolean {
  return [...cloud.state.instances.values()].some(
    ({ listeners, leftovers }) =>
      listeners.some((listener) => listener.certificateId === id) ||
      [...listeners, ...leftovers].some(({ extensions }) =>
        extensions.some((one) => one.certificateId === id),
      ),
  );
}

function describe(certificate: Certificate): Answer {
  const leaf = new X509Certificate(certificate.certificate);
  const expires = Date.parse(leaf.validTo);
  return {
    ServerCertificateId: certificate.id,
    ServerCertificateName: certificate.name,
    Fingerprint: leaf.fingerprint.toLowerCase(),
    CommonName: commonName(leaf),
    SubjectAlternativeNames: wrapped('SubjectAlternativeName', alternativeNames(leaf)),
    CreateTime: timeText(certificate.createdAt),
    CreateTimeStamp: certificate.createdAt,
    ExpireTime: timeText(expires),
    ExpireTimeStamp: expires,
    RegionId: certificate.region,
    ResourceGroupId: certificate.resourceGroupId,
    IsAliCloudCertificate: 0,
  };
}

export const certificateActions: ActionTable = {
  UploadServerCertificate: upload,
  DescribeServerCertificates: describeCertificates,
  SetServerCertificateName: setName,
  DeleteServerCertificate: deleteCertificate,
};
