import type { StoredEvent } from "../contract/event.ts";
import type { Hasher } from "../loyalty/ledger/entry.ts";
import type { ProgrammeHistory } from "../programme/programme-history.ts";
import { shopDay } from "../programme/shop-day.ts";
import { type Applied, type ApplyContext, refused } from "./apply-context.ts";
import { applyEvent, wantedBy } from "./apply-event.ts";
import { changeMember, type Decision, MemberBusyError, type MoreWanted } from "./change-member.ts";
import { orderKeyOf } from "./claim-key.ts";
import { type Loaded, type MemberStore, UnstorableChangeError } from "./member-store.ts";
import { dropParked, takenBackBy } from "./take-back-order.ts";

export interface ApplyPorts {
  store: MemberStore;
  programme: ProgrammeHistory;
  /** The product's clock, read once. */
  now: string;
  hash: Hasher;
  pause: (attempt: number) => Promise<void>;
  /** Hands events that can't be applied to the retry queue, with the reason; comes back when it has them. */
  setAside: (poison: readonly Poison[]) => Promise<void>;
}

/** An event that can't be applied as things are. */
export interface Poison {
  event: StoredEvent;
  because: string;
}

/**
 * Applies one event to its member, and after an order whatever was parked for it, also when the order is a duplicate:
 * the one who counted it may have been killed before it came to that.
 *
 * Answers `poison` when the event can't be applied as things are: refused by a rule, decided on a broken assumption of
 * ours, more than the store takes, or contended beyond all tries. Whatever is thrown is an outage.
 */
export async function applyToMember(event: StoredEvent, ports: ApplyPorts): Promise<Applied | Poison> {
  const rules = await ports.programme.at(event.occurredAt);
  const { timeZone } = (await ports.programme.current()).value;
  const stamp = { now: ports.now, bookedOn: shopDay(ports.now, timeZone) };
  const context: ApplyContext = { rules, stamp, hash: ports.hash };
  const decide = (loaded: Loaded): Decision<Applied> | MoreWanted => {
    try {
      return applyEvent(event, loaded, context);
    } catch (cause) {
      // The decision is pure: what it throws it will throw again, so the event is set aside and the others go on.
      return refused("broken-assumption", String(cause));
    }
  };
  const changing = { store: ports.store, stamp, pause: ports.pause };
  try {
    const applied = await changeMember(event.memberId, wantedBy(event, rules.value), decide, changing);
    if (applied.kind === "refused") return { event, because: `${applied.because}: ${applied.detail}` };
    if (event.type === "order.paid" && applied.parked > 0) await applyParked(event, ports, changing);
    return applied;
  } catch (cause) {
    if (cause instanceof MemberBusyError || cause instanceof UnstorableChangeError) {
      return { event, because: `${cause.name}: ${cause.message}` };
    }
    throw cause;
  }
}

/** Applies what was parked for an order. One that turns out to be poison is set aside, and parked no longer. */
async function applyParked(
  { memberId, channel, data }: Extract<StoredEvent, { type: "order.paid" }>,
  ports: ApplyPorts,
  changing: Parameters<typeof changeMember>[3],
): Promise<void> {
  for (const { value } of await ports.store.parkedFor(memberId, orderKeyOf(channel, data.orderId))) {
    const outcome = await applyToMember(value.event, ports);
    if (!isPoison(outcome)) continue;
    // First the queue has it, then it is dropped here: killed in between, it is set aside twice, and lost never.
    await ports.setAside([outcome]);
    await changeMember(memberId, takenBackBy(value.event), (loaded) => dropParked(loaded, changing.stamp), changing);
  }
}

export const isPoison = (outcome: Applied | Poison): outcome is Poison => "event" in outcome;
