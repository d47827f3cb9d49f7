import { expect, it } from "vitest";
import { type Script, walk } from "../support/scripted-journey.ts";

const calls = async (script: Script = {}) => (await walk("dormant", script)).calls;
const putOff = { outcome: "deferred", until: "2011-09-02T08:00:00Z", since: "2011-09-01T22:00:00Z" } as const;

it("offers, reminds, and lets the coupon lapse", async () => {
  expect(await calls()).toEqual([
    "Check still-quiet",
    "IssueCoupon offer",
    "Send offer",
    "Wait wait-for-order",
    "Send reminder",
    "Wait wait-for-lapse",
    "Close completed",
  ]);
});

it("gives nothing to who ordered before it began", async () => {
  expect(await calls({ check: [false] })).toEqual(["Check still-quiet", "Close ordered-meanwhile"]);
});

it("sends nothing more to who orders while it waits", async () => {
  expect((await calls({ wait: ["goal"] })).slice(-2)).toEqual(["Wait wait-for-order", "Close came-back"]);
  expect((await calls({ wait: ["time", "goal"] })).slice(-2)).toEqual(["Wait wait-for-lapse", "Close came-back"]);
  expect((await calls({ send: [putOff], wait: ["goal"] })).slice(-2)).toEqual(["Wait offer", "Close came-back"]);
});

it.each(["left", "moved"] as const)("ends any wait that was %s, by that name", async (reason) => {
  expect((await calls({ wait: [reason] })).at(-1)).toBe(`Close ${reason}`);
  expect((await calls({ wait: ["time", reason] })).at(-1)).toBe(`Close ${reason}`);
  expect((await calls({ send: [putOff], wait: [reason] })).at(-1)).toBe(`Close ${reason}`);
});

it("sends what was put off at the allowed hour, the reminder too", async () => {
  const made = await calls({ send: [putOff, { outcome: "sent" }, putOff, { outcome: "sent" }] });
  expect(made.slice(2)).toEqual([
    "Send offer",
    "Wait offer",
    "Send offer",
    "Wait wait-for-order",
    "Send reminder",
    "Wait reminder",
    "Send reminder",
    "Wait wait-for-lapse",
    "Close completed",
  ]);
});
