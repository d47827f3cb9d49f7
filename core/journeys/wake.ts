import type { WaitKey } from "./journey-store.ts";
import { type Settled, settleWait, type WaitPorts } from "./settle-wait.ts";

/** Looks at one wait that is due: at its time, or because it was cut off a minute ago. */
export async function wakeDue(
  { memberId, enrolmentId, step }: WaitKey,
  now: string,
  ports: WaitPorts,
): Promise<Settled> {
  const wait = await ports.store.wait(memberId, enrolmentId, step);
  return wait === undefined ? "gone" : settleWait(wait, now, ports);
}

/** Looks at every open wait of a member who has just ordered: the order is in the summary already. */
export async function wakeByOrder(memberId: string, now: string, ports: WaitPorts): Promise<void> {
  // One after the other: a member has one or two open waits.
  for (const wait of await ports.store.waits(memberId)) await settleWait(wait, now, ports);
}
