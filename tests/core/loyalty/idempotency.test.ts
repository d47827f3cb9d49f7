import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../../../adapters/identity/sha256.ts";
import type { Problem } from "../../../core/contract/problem.ts";
import {
  AnswerTooLargeError,
  type Call,
  type CallOutcome,
  claimOf,
  claimsOf,
  decidedOnce,
  effectOf,
  readCall,
} from "../../../core/loyalty/idempotency.ts";
import { accountOf } from "../../../core/loyalty/ledger/account.ts";
import { credit } from "../../../core/loyalty/ledger/ledger.ts";
import { changeMember, MemberBusyError } from "../../../core/members/change-member.ts";
import { headOf } from "../../../core/members/member-beginning.ts";
import { chainEnd, ledgerItems, ledgerOf } from "../../../core/members/member-ledger.ts";
import type { MemberStore } from "../../../core/members/member-store.ts";
import { InMemoryMemberStore } from "../../support/in-memory-member-store.ts";
import { KilledError, killedAfter } from "../../support/killed-store.ts";

const NOW = "2011-09-01T10:00:00.000Z";
const DAY = "2011-09-01";

/** A call of a till that gives points: what its body says, and the name that the effect has. */
interface Gift {
  key: string;
  giftId: string;
  points: number;
}

const read = (key: string | undefined, body: unknown, act = "POST /v1/gifts", keyId = "k_1") =>
  readCall({ keyId, headers: key === undefined ? {} : { "idempotency-key": key }, act, body }, sha256);

function callFor({ key, giftId, points }: Gift): Call {
  const call = read(key, { giftId, points });
  if ("code" in call) throw new Error(call.detail);
  return call;
}

/** The smallest use case that moves value: credits points, a hundred thousand in all at most. */
function give(gift: Gift, store: MemberStore): Promise<CallOutcome> {
  const call = callFor(gift);
  const effect = effectOf(`C#till:${gift.giftId}#gift`, call);
  return changeMember(
    "m_1",
    { accounts: true, claims: claimsOf(call, effect) },
    (loaded) =>
      decidedOnce(loaded, call, effect, () => {
        const head = headOf(loaded, NOW);
        const before = ledgerOf(loaded, head);
        if (accountOf(before.accounts, "points").balance + gift.points > 100_000) {
          return { refused: { type: "urn:perennial:problem:full", code: "full", title: "", status: 409, detail: "" } };
        }
        const because = { source: `till:${gift.giftId}`, rule: "gift", programme: 1 };
        const { ledger, entry } = credit(
          before,
          { account: "points", kind: "earn", amount: gift.points, because, occurredOn: DAY, bookedOn: DAY },
          sha256,
        );
        const balance = accountOf(ledger.accounts, "points").balance;
        return {
          answer: { status: 201, body: { giftId: gift.giftId, points: gift.points, balance } },
          change: { head: { ...head, ...chainEnd(ledger) }, items: ledgerItems(loaded, ledger, [entry]) },
        };
      }),
    { store, stamp: { now: NOW, bookedOn: DAY }, pause: async () => {} },
  );
}

const codeOf = (outcome: CallOutcome): string | undefined => ("refused" in outcome ? outcome.refused.code : undefined);
const problemOf = (call: Call | Problem): string | undefined => ("code" in call ? call.code : undefined);

describe("reading the Idempotency-Key", () => {
  it("asks for one, of 1 to 100 printable characters", () => {
    expect(problemOf(read(undefined, {}))).toBe("idempotency-key-missing");
    expect(problemOf(read("", {}))).toBe("idempotency-key-missing");
    for (const key of ["a b", "\t", "ü", "x".repeat(101), "a\u0000"]) {
      expect(problemOf(read(key, {}))).toBe("idempotency-key-invalid");
    }
    for (const key of ["x", "x".repeat(100), '0f8d#~!"', '"quoted"']) expect(problemOf(read(key, {}))).toBeUndefined();
  });

  it("tells bodies apart by what they say, not by the order in which they say it", () => {
    const body = { a: 1, b: { c: [1, 2], d: null } };
    expect(read("k", { b: { d: null, c: [1, 2] }, a: 1 })).toEqual(read("k", body));
    for (const other of [
      { a: 1, b: { c: [2, 1], d: null } },
      { a: "1", b: { c: [1, 2], d: null } },
      { a: 1 },
      [],
      null,
    ]) {
      expect(read("k", other)).not.toEqual(read("k", body));
    }
  });

  it("never takes two different bodies for one", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const same = JSON.stringify(read("k", a)) === JSON.stringify(read("k", b));
        const [left, right] = [a, b].map((value) => JSON.parse(JSON.stringify(value)));
        let equal = true;
        try {
          expect(left).toEqual(right);
        } catch {
          equal = false;
        }
        return same === equal;
      }),
    );
  });

  it("is for one act and one caller", () => {
    expect(read("k", {}, "POST /v1/other")).not.toEqual(read("k", {}));
    const [mine, anothers] = [read("k", {}), read("k", {}, "POST /v1/gifts", "k_2")];
    expect("claim" in mine && "claim" in anothers && mine.claim !== anothers.claim).toBe(true);
  });
});

describe("a call that is sent again", () => {
  const gift: Gift = { key: "key-1", giftId: "1", points: 100 };

  it("gets the first answer, status and body, whatever happened since", async () => {
    const store = new InMemoryMemberStore();
    const first = await give(gift, store);
    expect(first).toEqual({ status: 201, body: { giftId: "1", points: 100, balance: 100 } });
    await give({ key: "key-2", giftId: "2", points: 50 }, store);
    expect(await give(gift, store)).toEqual(first);
    expect(store.entriesOf("m_1")).toHaveLength(2);
  });

  it("is refused with another body", async () => {
    const store = new InMemoryMemberStore();
    await give(gift, store);
    expect(codeOf(await give({ ...gift, points: 101 }, store))).toBe("idempotency-key-reused");
    expect(codeOf(await give({ ...gift, giftId: "2" }, store))).toBe("idempotency-key-reused");
    expect(store.entriesOf("m_1")).toHaveLength(1);
  });

  it("has its effect once under another key too, which is then spoken for", async () => {
    const store = new InMemoryMemberStore();
    const first = await give(gift, store);
    expect(await give({ ...gift, key: "key-2" }, store)).toEqual(first);
    expect(codeOf(await give({ key: "key-2", giftId: "9", points: 1 }, store))).toBe("idempotency-key-reused");
    expect(codeOf(await give({ key: "key-3", giftId: "1", points: 7 }, store))).toBe("id-used");
    expect(store.entriesOf("m_1")).toHaveLength(1);
  });

  it("is decided again after a refusal: nothing was claimed", async () => {
    const store = new InMemoryMemberStore();
    const much = { key: "key-1", giftId: "1", points: 100_001 };
    expect(codeOf(await give(much, store))).toBe("full");
    expect(await give({ ...much, points: 5 }, store)).toMatchObject({ status: 201 });
  });

  it("has one effect and one answer, whichever call to the store it is killed after", async () => {
    for (const key of ["key-1", "key-2"]) {
      for (let calls = 0; calls < 6; calls += 1) {
        const store = new InMemoryMemberStore();
        await give({ ...gift, key: "key-1" }, calls % 2 === 0 ? store : killedAfter(store, 9));
        const again = { ...gift, key };
        await give(again, killedAfter(store, calls)).catch(killed);
        expect(await give(again, store)).toMatchObject({ status: 201, body: { balance: 100 } });
        expect(store.entriesOf("m_1")).toHaveLength(1);
      }
    }
    for (let calls = 0; calls < 4; calls += 1) {
      const store = new InMemoryMemberStore();
      await give(gift, killedAfter(store, calls)).catch(killed);
      const answers = [await give(gift, store), await give(gift, store)];
      expect(answers[0]).toEqual({ status: 201, body: { giftId: "1", points: 100, balance: 100 } });
      expect(answers[1]).toEqual(answers[0]);
      expect(store.entriesOf("m_1")).toHaveLength(1);
    }
  });

  it("has one effect and one answer in any crowd of keys, ids and kills, in parallel", async () => {
    const gifts = fc.record({
      key: fc.constantFrom("a", "b", "c"),
      giftId: fc.constantFrom("1", "2"),
      points: fc.constantFrom(10, 20),
    });
    const sent = fc.array(fc.record({ gift: gifts, killed: fc.integer({ min: 1, max: 4 }) }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sent, fc.scheduler(), async (calls, scheduler) => {
        const store = new InMemoryMemberStore();
        const scheduled: MemberStore = {
          ...killedAfter(store, Number.POSITIVE_INFINITY),
          load: scheduler.scheduleFunction((...args) => store.load(...args)),
          commit: scheduler.scheduleFunction((...args) => store.commit(...args)),
        };
        const running = calls.map(({ gift, killed: at }) => give(gift, killedAfter(scheduled, at)).catch(killedOrBusy));
        await scheduler.waitFor(Promise.all(running));
        for (const { gift: one } of calls) {
          const outcome = await give(one, store);
          expect(await give(one, store)).toEqual(outcome);
          expect([undefined, "idempotency-key-reused", "id-used"]).toContain(codeOf(outcome));
          if (!("refused" in outcome)) expect(outcome.body).toMatchObject({ giftId: one.giftId, points: one.points });
        }
        const sources = store.entriesOf("m_1").map(({ because }) => because.source);
        expect(new Set(sources).size).toBe(sources.length);
      }),
      { numRuns: 300 },
    );
  });

  it("never keeps an answer that would not fit beside its effect", () => {
    const call = callFor(gift);
    expect(() => claimOf(call, { status: 200, body: { text: "x".repeat(8_000) } })).toThrow(AnswerTooLargeError);
  });
});

const killedOrBusy = (cause: unknown): void => {
  if (!(cause instanceof MemberBusyError)) killed(cause);
};

const killed = (cause: unknown): void => {
  if (!(cause instanceof KilledError)) throw cause;
};
