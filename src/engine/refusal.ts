/** How a kernel says no. */
import type { Outcome } from './types';

export type Refusal = Exclude<Outcome, { ok: true }>;

/** `errno` as `EINVAL`, the function that returns it, and what it prints. */
export const refusal = (errno: string, func: string, message: string): Refusal => ({
  ok: false,
  errno,
  function: func,
  message,
});
