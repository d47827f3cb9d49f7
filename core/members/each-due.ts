import { MemberBusyError } from "./change-member.ts";

/** How much of what is due one run works through; the rest is the next run's. */
export interface RunBounds {
  pages: number;
  /** Of what is due, on a page. */
  page: number;
  /** Worked on side by side. */
  atOnce: number;
}

/**
 * Works through what an index says is due, each once in a run. The index only hints: it may still name what was just
 * done, and a page full of that, or of members who were busy, hides what stands behind it until the next run.
 * @returns whether there may be more: the bounds were reached, or a page held nothing new.
 */
export async function eachDue<D>(
  { pages, page, atOnce }: RunBounds,
  read: (limit: number) => Promise<readonly D[]>,
  keyOf: (due: D) => string,
  work: (due: D) => Promise<void>,
): Promise<{ more: boolean }> {
  const seen = new Set<string>();
  for (let turn = 0; turn < pages; turn += 1) {
    const due = await read(page);
    const fresh = due.filter((one) => !seen.has(keyOf(one)));
    if (fresh.length === 0) return { more: due.length === page };
    for (const one of fresh) seen.add(keyOf(one));
    for (let at = 0; at < fresh.length; at += atOnce) await Promise.all(fresh.slice(at, at + atOnce).map(work));
  }
  return { more: true };
}

/** What a change comes to, or `busy` where somebody else is busy with the member: the next run looks again. */
export async function unlessBusy<A>(change: Promise<A>, busy: A): Promise<A> {
  try {
    return await change;
  } catch (cause) {
    if (cause instanceof MemberBusyError) return busy;
    throw cause;
  }
}
