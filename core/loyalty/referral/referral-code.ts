import * as z from "zod";
import { changeMember, type Decision } from "../../members/change-member.ts";
import { headOf } from "../../members/member-beginning.ts";
import type { MemberStore } from "../../members/member-store.ts";
import type { CallOutcome } from "../idempotency.ts";
import { groundOf, memberGone, type ValuePorts } from "../value-call.ts";

export interface ReferralPorts extends ValuePorts {
  /** A code for a cause: not to be guessed, and the same for the same cause. */
  codeOf: (cause: string) => Promise<string>;
}

export const ReferralCodeAnswer = z.strictObject({
  memberId: z.string(),
  code: z.string(),
  shown: z.string().meta({ description: "in groups of four, to be read out; it may be typed with or without hyphens" }),
});

/** Claim on a code: leads to the member whose code it is. */
export const codeClaim = (code: string): string => `C#referral#${code}#code`;

/** The member's own code to bring friends with: the same each time it is asked for. */
export async function referralCode(memberId: string, ports: ReferralPorts): Promise<CallOutcome> {
  const code = await ports.codeOf(`referral|${memberId}`);
  const claim = codeClaim(code);
  const answer: CallOutcome = {
    status: 200,
    body: { memberId, code, shown: (code.match(/.{1,4}/g) ?? []).join("-") },
  };
  const { stamp } = await groundOf(ports);
  return changeMember(
    memberId,
    { claims: [claim] },
    (loaded): Decision<CallOutcome> => {
      const gone = memberGone(loaded);
      if (gone !== undefined) return { answer: { refused: gone } };
      if (loaded.claims[claim] !== undefined) return { answer };
      return { answer, change: { head: headOf(loaded, ports.now), claims: [{ key: claim, result: { memberId } }] } };
    },
    { ...ports, stamp },
  );
}

/** Merges are followed so far: more in a row is no history of a person. */
const MOST_MERGES = 5;

/** The member that somebody is by now, merges followed; undefined when there is nobody any more. */
export async function memberNow(memberId: string, store: Pick<MemberStore, "load">): Promise<string | undefined> {
  let id = memberId;
  for (let merges = 0; merges <= MOST_MERGES; merges += 1) {
    const { head } = await store.load(id, {});
    if (head === undefined || head.status === "erased") return undefined;
    if (head.status === "active") return id;
    id = head.status.mergedInto;
  }
  return undefined;
}
