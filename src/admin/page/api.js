/**
 * @typedef {import('../../cli/wire/wire.ts').Overview} Overview
 * @typedef {import('../../cli/wire/wire.ts').ProblemRow} ProblemRow
 * @typedef {import('../../cli/wire/wire.ts').RouteRow} RouteRow
 * @typedef {import('../../cli/wire/wire.ts').IngressRow} IngressRow
 * @typedef {import('../../cli/wire/wire.ts').InstanceOverview} InstanceOverview
 * @typedef {import('../../cli/wire/wire.ts').CertificateRow} CertificateRow
 * @typedef {import('../../cli/wire/wire.ts').TrafficFigures} TrafficFigures
 * @typedef {import('../../cli/wire/wire-log.ts').LogRow} LogRow
 * @typedef {import('../../cli/control/setting-rows.ts').SettingRow} SettingRow
 * @typedef {import('../../explain/index.ts').ExplainAnswer} ExplainAnswer
 * @typedef {import('../../explain/index.ts').Explanation} Explanation
 */

/**
 * @template Row
 * @typedef {import('../../cli/wire/wire.ts').ListPage<Row>} ListPage
 */

/** The server answered that it cannot: the message says why. */
export class Refusal extends Error {}

/** Nobody answered. */
export class NoAnswer extends Error {}

const patienceMs = 8000;

/**
 * Asks the server that this page came from. What `/api/…` answers is laid down in `wire.ts`; the type is the caller's.
 * @param {string} path
 * @param {URLSearchParams} params
 * @param {AbortSignal} signal
 * @returns {Promise<any>}
 */
export async function ask(path, params, signal) {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const query = params.toString();
  /** @type {Response} */
  let response;
  let body;
  try {
    response = await fetch(query === '' ? path : `${path}?${query}`, { signal: limit });
    body = await response.json();
  } catch (cause) {
    signal.throwIfAborted();
    throw new NoAnswer('no answer', { cause });
  }
  if (response.ok) return body;
  const { message = `The server answered ${response.status}.`, hint } = body?.error ?? {};
  throw new Refusal(hint === undefined ? message : `${message} ${hint}`);
}
