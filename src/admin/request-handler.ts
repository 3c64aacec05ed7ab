import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { errorMessage, type Logger, OperatorError } from '../base/index.ts';
import { type AdminResponse, failure } from './admin-response.ts';
import { type AdminRoute, findRoute } from './admin-route.ts';
import { readJsonBody } from './json-body.ts';
import { sendResponse } from './send-response.ts';

export interface RequestHandlerOptions {
  readonly routes: readonly AdminRoute[];
  readonly logger: Logger;
  /** Fields for every answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers in place of the routes what this listener does not take. */
  refuse?(request: IncomingMessage): AdminResponse | undefined;
}

/** Statuses of the refusals that are not the state of the server but the request itself. */
const statusOf: ReadonlyMap<string, number> = new Map([
  ['BadRequest', 400],
  ['NotFound', 404],
]);

/** Answers requests from a table of routes. HEAD is a GET without its content; `?pretty` indents JSON. */
export function requestHandler(options: RequestHandlerOptions): RequestListener {
  return (request, response) => {
    respond(options, request, response).catch((error: unknown) => {
      options.logger.error('an administration request failed', { error: errorMessage(error) });
      response.destroy();
    });
  };
}

async function respond(
  options: RequestHandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { headers = {}, logger } = options;
  const url = URL.parse(`http://sluice.invalid${request.url}`);
  const indent = url?.searchParams.has('pretty') === true ? 2 : 0;
  const how = { headers, headOnly: request.method === 'HEAD', indent };
  const answer = await decide(options, request, url).catch((error: unknown) => {
    logger.error('an administration request failed', { error: errorMessage(error) });
    return failure(500, 'InternalError', 'The request failed; the log says why.');
  });
  await sendResponse(response, answer, how);
}

async function decide(
  options: RequestHandlerOptions,
  request: IncomingMessage,
  url: URL | null,
): Promise<AdminResponse> {
  const refusal = options.refuse?.(request);
  if (refusal !== undefined) return refusal;
  if (url === null) return failure(400, 'BadRequest', 'The path cannot be read.');
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
  const found = findRoute(options.routes, method, url.pathname);
  if (found === undefined) return failure(404, 'NotFound', `There is no ${request.method} ${url.pathname}.`);
  const body = await readJsonBody(request, found.route.body);
  if (body.kind === 'bad') return failure(body.status, 'BadRequest', body.message);
  try {
    return await found.route.handle({ params: found.params, query: url.searchParams, body: body.value });
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return failure(statusOf.get(error.code) ?? 409, error.code, error.message, error.hint);
  }
}
