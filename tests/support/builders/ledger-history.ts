import { Temporal } from "temporal-polyfill";
import type { AccountName, Lot } from "../../../core/loyalty/ledger/account.ts";
import type { Because, EntryKind } from "../../../core/loyalty/ledger/entry.ts";
import type { ClosingWorld } from "../closing-world.ts";

/** A small generator of the same numbers for the same seed (mulberry32), 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const dayAfter = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString();

const TIERS = ["silver", "gold", "platinum", undefined];
const STORES = ["east", "west", "web", undefined];
const CAMPAIGNS = ["spring", "welcome", undefined, undefined];

/** Postings of any kind on any account, as members might cause them in a day: sums are whole, nothing falls below 0. */
export function tradeADay(
  world: ClosingWorld,
  { day, members, postings, random }: { day: string; members: number; postings: number; random: () => number },
): void {
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const upTo = (most: number): number => 1 + Math.floor(random() * most);
  for (let at = 0; at < postings; at += 1) {
    const memberId = `member-${Math.floor(random() * members)}`;
    const campaign = one(CAMPAIGNS);
    const storeId = one(STORES);
    const tier = one(TIERS);
    const because: Because = {
      ...{ source: `order:${day}-${at}`, rule: "made", programme: 1 },
      ...(campaign === "welcome" ? { journey: campaign } : campaign === undefined ? {} : { campaign }),
      ...(storeId === undefined ? {} : { storeId }),
    };
    // One in twenty arrives some days after it happened.
    const occurredOn = random() < 0.05 ? dayAfter(day, -upTo(9)) : day;
    const both = { because, occurredOn, bookedOn: day, amount: upTo(500) };
    const credit = (account: AccountName, kind: EntryKind, expiresOn?: string) =>
      world.credit(memberId, {
        ...{ ...both, account, kind },
        ...(expiresOn === undefined ? {} : { expiresOn }),
        ...(tier === undefined ? {} : { tier }),
      });
    const debit = (
      account: AccountName,
      kind: EntryKind,
      shortfall: "owe" | "leave" = "leave",
      only?: (lot: Lot) => boolean,
    ) => world.debit(memberId, { ...both, account, kind, shortfall, ...(only === undefined ? {} : { only }) });
    const drawn = random();
    if (drawn < 0.4) credit("points", "earn", dayAfter(day, upTo(400)));
    else if (drawn < 0.5) credit("growth", "earn");
    else if (drawn < 0.6) debit("points", "spend");
    else if (drawn < 0.65) debit("points", "take-back", "owe");
    else if (drawn < 0.7) debit("points", "expire", "leave", ({ expiresOn = "~" }) => expiresOn < day);
    else if (drawn < 0.74) credit("pending", "earn");
    else if (drawn < 0.78) debit("pending", "release");
    else if (drawn < 0.82) credit("points", "adjust");
    else if (drawn < 0.86) credit("principal", "top-up");
    else if (drawn < 0.9) credit("bonus", "bonus");
    else if (drawn < 0.94) debit("principal", "spend");
    else if (drawn < 0.96) debit("principal", "pay-out");
    else if (drawn < 0.98) debit("points", "transfer");
    else debit("bonus", "hold");
  }
}
