import type { Accounts } from "../loyalty/ledger/account.ts";
import type { MemberItem } from "./member.ts";
import type { DueKind } from "./member-store.ts";

/** When an item wants to be looked at again, and as what; undefined while it waits for nothing. */
export function dueOf(item: MemberItem): { kind: DueKind; at: string } | undefined {
  switch (item.kind) {
    case "accounts": {
      const at = nextDayOf(item.value);
      return at === undefined ? undefined : { kind: "ACCOUNTS", at };
    }
    case "hold":
      return item.value.state === "held" ? { kind: "HOLD", at: item.value.dueAt } : undefined;
    case "tier":
      return item.value.reviewOn === undefined ? undefined : { kind: "TIER", at: item.value.reviewOn };
    case "referral":
      return item.value.state === "waiting" ? { kind: "REFERRAL", at: item.value.dueAt } : undefined;
    default:
      return undefined;
  }
}

/** The first of the shop's days on whose end pending points become points, or a lot expires: days sort as moments do. */
function nextDayOf(accounts: Accounts): string | undefined {
  const days = Object.values(accounts).flatMap(({ lots }) =>
    lots.flatMap(({ dueOn, expiresOn }) => dueOn ?? expiresOn ?? []),
  );
  return days.toSorted()[0];
}
