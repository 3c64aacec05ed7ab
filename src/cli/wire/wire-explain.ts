import { type ZodType, z } from 'zod';
import type { ExplainAnswer } from '../../explain/index.ts';

const text = z.string();
const number = z.number();
const flag = z.boolean();
const place = z.object({ file: text, line: number.optional() });
const rule = z.object({ host: text, field: text, path: text.optional(), pathType: text.optional() });

const outcome = z.object({
  verdict: z.enum(['served', 'no-route', 'refused']),
  status: number.optional(),
  reason: text.optional(),
  text,
  hint: text.optional(),
});

const certificate = z.object({
  serverName: text.optional(),
  kind: z.enum(['exact', 'wildcard', 'default', 'fake']),
  secret: text.optional(),
  names: z.array(text),
  coversServerName: flag,
  notAfter: text.optional(),
  expired: flag,
  text,
});

const endpoint = z.object({
  address: text,
  port: number.optional(),
  ready: flag,
  serving: flag,
  terminating: flag,
  used: flag,
  outOfUse: z.record(text, z.number()).optional(),
});

const winner = z.object({
  object: text,
  place: place.optional(),
  rule: rule.optional(),
  route: text,
  fallback: flag,
  backends: z.array(
    z.object({
      id: text,
      weight: number,
      endpointsKnown: flag,
      endpoints: z.array(endpoint),
      endpointsLeftOut: number,
    }),
  ),
});

const problem = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  object: text,
  reason: text,
  message: text,
  hint: text,
  field: text.optional(),
  place: place.optional(),
});

const explanation = z.object({
  instance: z.object({ loadBalancer: text, id: text.optional(), address: text.optional() }),
  listener: z.object({ protocol: z.enum(['http', 'https']), port: number, clientPort: number.optional() }),
  certificate: certificate.optional(),
  host: z.object({
    name: text.optional(),
    entry: text.optional(),
    kind: z.enum(['exact', 'wildcard', 'any', 'none']),
  }),
  path: text.optional(),
  outcome,
  forwardedPath: text.optional(),
  winner: winner.optional(),
  policies: z.array(z.object({ feature: text, text, status: number.optional() })),
  losers: z.array(z.object({ object: text, route: text, rule: rule.optional(), fits: flag, why: text })),
  losersLeftOut: number,
  problems: z.array(problem),
  nearMisses: z.array(text),
});

/** What `GET /v1/explain` and `sluice explain --output json` answer. */
export const explainAnswer: ZodType<ExplainAnswer> = z.object({
  request: z.object({ method: text, url: text, authority: text, path: text }),
  explanations: z.array(explanation),
  notes: z.array(text),
});

/** What `POST /v1/explain` answers: one for each question. */
export const explainAnswers: ZodType<readonly ExplainAnswer[]> = z.array(explainAnswer);
