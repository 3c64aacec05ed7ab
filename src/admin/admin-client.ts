import { lstat } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { errorMessage, OperatorError, systemErrorCode } from '../base/index.ts';
import { readAll } from './read-all.ts';

/** How long a running server may take to answer. */
const answerTimeoutMs = 15_000;
const mostBytes = 64 * 1024 * 1024;

const failureSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }),
});

/**
 * Asks the server behind a control socket and returns its JSON answer.
 * @throws OperatorError `ServerNotRunning` when nobody listens there; else the code, message and hint the server gave.
 */
export async function adminRequest(
  socketPath: string,
  method: 'DELETE' | 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<unknown> {
  await checkOwner(socketPath);
  let answer: { readonly status: number; readonly text: string };
  try {
    answer = await exchange(socketPath, method, path, body);
  } catch (error) {
    throw unreachable(socketPath, error);
  }
  const value = parseJson(answer.text);
  if (answer.status < 400) return value;
  throw refusal(value, `The server answered ${answer.status} to ${method} ${path}.`);
}

/**
 * Asks for an answer that goes on, and gives its lines as they come, until `signal` is aborted.
 * @throws OperatorError as {@link adminRequest}, and `ServerGone` when the answer ends by itself.
 */
export async function* adminLines(
  socketPath: string,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<string, void> {
  await checkOwner(socketPath);
  let response: IncomingMessage;
  try {
    response = await openStream(socketPath, path, signal);
  } catch (error) {
    if (signal.aborted) return;
    throw unreachable(socketPath, error);
  }
  if ((response.statusCode ?? 0) >= 400) {
    throw refusal(
      parseJson(await readAll(response, mostBytes)),
      `The server answered ${response.statusCode} to ${path}.`,
    );
  }
  let cause: unknown;
  try {
    yield* createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    cause = error;
  }
  if (signal.aborted) return;
  throw new OperatorError('ServerGone', 'The server has ended, or has replaced the process that answered.', {
    hint: 'Run the command again.',
    cause,
  });
}

function openStream(socketPath: string, path: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, path, agent: false, signal, headers: { host: 'sluice' } });
    request.once('response', resolve);
    request.on('error', reject);
    request.end();
  });
}

/** The error that an answer of 400 and above tells of. */
function refusal(value: unknown, otherwise: string): OperatorError {
  const failure = failureSchema.safeParse(value);
  if (!failure.success) return new OperatorError('BadAnswer', otherwise);
  const { code, message, hint } = failure.data.error;
  return new OperatorError(code, message, hint === undefined ? {} : { hint });
}

/** A socket in a folder for temporary files could be anyone's: only the user's own or root's is talked to. */
async function checkOwner(socketPath: string): Promise<void> {
  let owner: number;
  try {
    owner = (await lstat(socketPath)).uid;
  } catch (error) {
    throw unreachable(socketPath, error);
  }
  const self = process.getuid?.();
  if (self === undefined || self === 0 || owner === self || owner === 0) return;
  throw new OperatorError(
    'ControlSocketForeign',
    `The control socket ${socketPath} belongs to another user.`,
    {
      hint: 'Run the command as the user that the server runs as.',
    },
  );
}

function unreachable(socketPath: string, error: unknown): OperatorError {
  const code = systemErrorCode(error);
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') {
    return new OperatorError('ServerNotRunning', `No server listens on ${socketPath}.`, {
      hint: 'Start one with sluice serve, or name its --state-dir.',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new OperatorError('ControlSocketForbidden', `This user may not open ${socketPath}.`, {
      hint: 'Run the command as the user that the server runs as.',
      cause: error,
    });
  }
  return new OperatorError('ServerUnreachable', `The server did not answer: ${errorMessage(error)}`, {
    hint: 'Look at the log of the server.',
    cause: error,
  });
}

function exchange(
  socketPath: string,
  method: string,
  path: string,
  body: unknown,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const request = httpRequest(
      {
        socketPath,
        method,
        path,
        agent: false,
        signal: AbortSignal.timeout(answerTimeoutMs),
        headers: { host: 'sluice', 'content-length': Buffer.byteLength(text) },
      },
      (response) => {
        readAll(response, mostBytes).then(
          (all) => resolve({ status: response.statusCode ?? 0, text: all }),
          (error: unknown) => reject(error),
        );
      },
    );
    request.on('error', reject);
    request.end(text);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OperatorError('BadAnswer', 'The answer of the server is not JSON.', { cause: error });
  }
}
