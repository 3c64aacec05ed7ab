import { z } from 'zod';
import { type AdminRoute, routeWithBody } from '../../admin/index.ts';
import type { Explainer, ExplainQuery } from '../../explain/index.ts';

const question = z.strictObject({
  method: z.string(),
  url: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  instance: z.string().exactOptional(),
});

/** Questions one request may hold. */
export const mostQuestions = 200;

/** `GET /v1/explain?url=…&method=…&header=Name:+value&instance=…`, and `POST /v1/explain` for several questions at once. */
export function explainRoutes(explain: Explainer): readonly AdminRoute[] {
  return [
    {
      method: 'GET',
      path: '/v1/explain',
      handle: ({ query }) => ({ body: explain(readQuestion(query)) }),
    },
    routeWithBody('POST', '/v1/explain', z.array(question).max(mostQuestions), ({ body }) => ({
      body: body.map((query) => explain(query)),
    })),
  ];
}

/** A question as its parameters tell it. @throws OperatorError `BadQuery` later, for what is no request. */
function readQuestion(query: URLSearchParams): ExplainQuery {
  const instance = query.get('instance');
  return {
    method: query.get('method') ?? 'GET',
    url: query.get('url') ?? '',
    headers: query.getAll('header').map(parseHeader),
    ...(instance === null || instance === '' ? {} : { instance }),
  };
}

/** The parameters of a question. */
export function writeQuestion({ method, url, headers, instance }: ExplainQuery): URLSearchParams {
  const query = new URLSearchParams({ method, url });
  for (const [name, value] of headers) query.append('header', `${name}: ${value}`);
  if (instance !== undefined) query.set('instance', instance);
  return query;
}

/** `Name: value` in its parts; a text without a colon is a name alone, which is refused later. */
export function parseHeader(text: string): readonly [name: string, value: string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [`${text} `, ''] : [text.slice(0, colon), text.slice(colon + 1).trim()];
}
