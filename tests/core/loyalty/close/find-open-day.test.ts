import { describe, expect, it } from "vitest";
import { findOpenDay } from "../../../../core/loyalty/close/find-open-day.ts";

const find = (until: string, last: string | undefined, now: string) => findOpenDay(until, last, now, "Asia/Shanghai");

describe("the next day to close", () => {
  it("is the day asked for, where the books have no close yet", () => {
    expect(find("2026-12-08", undefined, "2026-12-08T16:15:00Z")).toEqual({
      kind: "open",
      day: "2026-12-08",
      until: "2026-12-08",
    });
  });

  it("is the one after the last close, so that missed days come in their order", () => {
    expect(find("2026-12-08", "2026-12-05", "2026-12-08T16:15:00Z")).toMatchObject({ kind: "open", day: "2026-12-06" });
    expect(find("2026-12-08", "2026-12-07", "2026-12-08T16:15:00Z")).toMatchObject({ kind: "open", day: "2026-12-08" });
  });

  it("is none when all until then are closed", () => {
    expect(find("2026-12-08", "2026-12-08", "2026-12-08T16:15:00Z")).toMatchObject({ kind: "closed" });
    expect(find("2026-12-07", "2026-12-08", "2026-12-08T16:15:00Z")).toMatchObject({ kind: "closed" });
  });

  it("is none before the day has been over for ten minutes in the shop's zone", () => {
    expect(find("2026-12-08", undefined, "2026-12-08T16:09:59Z")).toMatchObject({ kind: "too-early" });
    expect(find("2026-12-08", undefined, "2026-12-08T16:10:00Z")).toMatchObject({ kind: "open" });
    expect(find("2026-12-09", undefined, "2026-12-08T16:15:00Z")).toMatchObject({ kind: "too-early" });
  });
});
