import { describe, expect, it } from "vitest";
import { RetryRecord } from "../../../core/contract/retry-record.ts";
import { type AfterTry, afterTry } from "../../../core/members/after-try.ts";

const record = RetryRecord.parse({ from: "members/apply", because: "first", record: { pk: "M#m_1", sk: "t#web#e" } });

describe("a record that was set aside", () => {
  it("is done once a try succeeds", () => {
    expect(afterTry(record, undefined)).toEqual({ kind: "done" });
  });

  it("rests longer each time, a quarter of a minute in all, and is parked after five tries", () => {
    const rests: (number | "parked")[] = [];
    for (let next: AfterTry = { kind: "again", record, restSeconds: 0 }; next.kind === "again"; ) {
      next = afterTry(next.record, "still");
      if (next.kind !== "done") rests.push(next.kind === "again" ? next.restSeconds : "parked");
    }
    expect(rests).toEqual([1, 2, 4, 8, "parked"]);
  });

  it("keeps its latest reason, and what record it is of", () => {
    const parked = afterTry({ ...record, tries: 4 }, "another reason");
    expect(parked).toEqual({ kind: "park", record: { ...record, tries: 5, because: "another reason" } });
  });

  it("sent again by an operator starts over", () => {
    expect(afterTry({ ...record, tries: 0, resent: true }, "still")).toMatchObject({
      kind: "again",
      record: { tries: 1, resent: false },
    });
  });
});
