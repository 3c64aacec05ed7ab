import { badge, h, quoted, shortList } from './dom.js';
import { day, daysLeft } from './format.js';
import { listSection } from './list-section.js';
import { problemLines } from './problem-rows.js';
import { line, quiet } from './table.js';

/** @typedef {import('./api.js').CertificateRow} CertificateRow */

/** @returns {import('./list-section.js').Section} */
export function certificateSection() {
  return listSection({
    name: 'certificates',
    title: 'Certificates',
    path: '/api/certificates',
    words: ['certificate', 'certificates'],
    searched: 'Secret, name, host, Ingress, state',
    columns: [
      { title: 'Secret' },
      { title: 'Expires' },
      { title: 'Covers' },
      { title: 'Shown for' },
      { title: 'Named by' },
      { title: 'Problems', kind: 'wide' },
    ],
    row: certificateRow,
    empty: 'No certificates: no Ingress is served yet.',
  });
}

/**
 * @param {CertificateRow} row
 * @returns {import('./table.js').TableRow}
 */
export function certificateRow(row) {
  const { secret, names, hosts, users, defaultOf, why, problems, fingerprint } = row;
  const defaults = defaultOf.length === 0 ? [] : [quiet('default of '), shortList(defaultOf, 3)];
  return {
    key: secret ?? `fake ${defaultOf.join(' ')}`,
    cells: [
      [
        secret === undefined ? 'the fake certificate' : h('strong', {}, quoted(secret)),
        fingerprint === undefined
          ? undefined
          : h('div', { class: 'muted', title: fingerprint }, `fingerprint ${fingerprint.slice(0, 16)}…`),
      ],
      expiryLines(row),
      [shortList(names, 5) ?? 'not known'],
      [shortList(hosts, 5), ...defaults],
      [shortList(users, 5)],
      [why === undefined ? undefined : quoted(why), ...problemLines(problems)],
    ],
  };
}

/** @param {CertificateRow} row */
export function expiryLines({ state, notAfter, daysLeft: left }) {
  const kinds = /** @type {const} */ ({
    expired: ['bad', 'expired'],
    'expires-soon': ['warn', 'expires soon'],
    fake: ['warn', 'fake, self-signed'],
    good: ['good', 'valid'],
    unusable: ['bad', 'cannot be used'],
    unused: ['plain', 'serves no host'],
  });
  const [kind, text] = kinds[state];
  return [
    badge(kind, text),
    left === undefined ? undefined : line(daysLeft(left)),
    notAfter === undefined ? undefined : quiet(day(notAfter)),
  ];
}
