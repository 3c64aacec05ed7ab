import { z } from 'zod';

/** What the run asks of the process of its backends. */
export interface Order {
  readonly id: number;
  readonly kind: 'leave' | 'start';
  readonly name: string;
}

/** The order was carried out; the port is that of the backend. */
export interface Done {
  readonly id: number;
  readonly port: number;
}

export const order: z.ZodType<Order> = z.strictObject({
  id: z.int(),
  kind: z.enum(['start', 'leave']),
  name: z.string(),
});

export const done: z.ZodType<Done> = z.strictObject({ id: z.int(), port: z.int() });
