import { z } from 'zod';
import { classifyError } from './classify-error.ts';
import { ClbError } from './clb-error.ts';
import type { Credentials } from './credentials.ts';
import type { RawAnswer } from './send-request.ts';

const mostMessage = 300;

/** Actions whose parameters are secret: what the service says of them may repeat them. */
const secretActions: ReadonlySet<string> = new Set(['UploadServerCertificate']);

/** Short, and of characters that may be printed and logged. */
const word = z
  .string()
  .regex(/^[\w.-]{1,100}$/)
  .optional()
  .catch(undefined);

const refusal = z.object({
  Code: word,
  Message: z.string().optional().catch(undefined),
  RequestId: word,
});

/** What a success says. @throws ClbError: the call had its effect, but what came of it is not known */
export function readAnswer<T>(action: string, answer: RawAnswer, schema: z.ZodType<T>): T {
  const value = parseJson(answer.text);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ClbError({
    action,
    kind: 'unavailable',
    code: '',
    message: `${action}: the answer is not what is documented${where === '' ? '' : `, at ${where}`}.`,
    ...requestIdOf(value),
    ambiguous: true,
  });
}

/** The error an answer tells of that is no success. Nothing of the credentials is left in it. */
export function refusedBy(action: string, answer: RawAnswer, credentials: Credentials): ClbError {
  const value = parseJson(answer.text);
  const { Code: code = '', Message: said = '' } = refusal.safeParse(value).data ?? {};
  const kind = classifyError(answer.status, code, said);
  const message = secretActions.has(action) || code.startsWith('Signature') ? '' : clean(said, credentials);
  return new ClbError({
    action,
    kind,
    code,
    message: `${action} was refused with ${code || `status ${answer.status}`}${message === '' ? '.' : `: ${message}`}`,
    ...requestIdOf(value),
    ambiguous: kind === 'unavailable',
  });
}

function requestIdOf(value: unknown): { readonly requestId?: string } {
  const requestId = refusal.safeParse(value).data?.RequestId;
  return requestId === undefined ? {} : { requestId };
}

/** Undefined for what is no JSON, as an error page of something in between. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One short line without secrets. */
function clean(message: string, credentials: Credentials): string {
  // First what could hide a secret, then the secrets.
  let text = message.replace(/\s+/g, ' ').replace(/\p{C}/gu, '').trim();
  for (const secret of [credentials.securityToken, credentials.accessKeySecret, credentials.accessKeyId]) {
    if (secret !== undefined && secret !== '') text = text.replaceAll(secret, '…');
  }
  text = text.replace(/-----BEGIN.*/, '…');
  return text.length > mostMessage ? `${text.slice(0, mostMessage)}…` : text;
}
