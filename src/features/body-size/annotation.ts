import type { AnnotationSpec, FeatureAnnotations, ParsedValue } from '../annotation.ts';
import { invalid, valid } from '../annotation-values.ts';
import type { BodySizePolicy } from '../policies.ts';

/** What ingress-nginx allows where nothing is said. */
const nginxDefault = 1024 * 1024;

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Bytes from `10`, `512k`, `10m` or `1g`, in either case; units are powers of 1024. */
export function parseSize(text: string): ParsedValue<number> {
  const [, digits = '', unit = ''] = /^(\d{1,15})([kmg]?)$/i.exec(text) ?? [];
  const bytes = Number(digits) * (units[unit.toLowerCase()] ?? 1);
  return digits !== '' && Number.isSafeInteger(bytes) ? valid(bytes) : invalid();
}

const size = {
  form: 'digits, and k, m or g for units of 1024, such as 512k or 10m; 0 for no limit',
  example: '10m',
  onInvalid: 'ignored',
  parse: parseSize,
} as const;

const own: AnnotationSpec<number> = {
  ...size,
  dialect: 'sluice',
  name: 'max-body-size',
  default: 'the setting `maxBodySize`; in profile ingress-nginx as its `proxy-body-size`',
  doc: 'How large the body of a request may be; a larger one gets 413.',
};

const nginx: AnnotationSpec<number> = {
  ...size,
  dialect: 'ingress-nginx',
  name: 'proxy-body-size',
  default: '1m',
  doc: 'As `max-body-size`.',
};

/** Annotations that bound the bodies of requests. */
export const bodySizeAnnotations: FeatureAnnotations<BodySizePolicy> = {
  title: 'Body size',
  doc: 'Bounds the bodies of requests. One whose length says that it is too large never reaches a pod; one without a length is broken off when the limit is passed.',
  annotations: [own, nginx],
  read(reader) {
    const given = reader.read(own) ?? reader.read(nginx);
    const max = given ?? (reader.profile === 'ingress-nginx' ? nginxDefault : undefined);
    if (max === undefined) return undefined;
    const policy: BodySizePolicy = { max };
    return () => policy;
  },
};
