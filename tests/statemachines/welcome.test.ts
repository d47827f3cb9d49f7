import { expect, it } from "vitest";
import { type Script, walk } from "../support/scripted-journey.ts";

const calls = async (script: Script = {}) => (await walk("welcome", script)).calls;

it("gives who has bought a repurchase coupon on day 3, and reminds of the unused one on day 7", async () => {
  expect(await calls({ check: [true, true] })).toEqual([
    "IssueCoupon welcome",
    "Send welcome",
    "Wait wait-day-3",
    "Check has-bought",
    "IssueCoupon day-3-offer",
    "Send day-3-offer",
    "Wait wait-day-7",
    "Check coupon-unused",
    "Send day-7-reminder",
    "Close completed",
  ]);
});

it("tells who hasn't bought the shop's story, and the news when the coupon is used", async () => {
  expect(await calls({ check: [false, false] })).toEqual([
    "IssueCoupon welcome",
    "Send welcome",
    "Wait wait-day-3",
    "Check has-bought",
    "Send day-3-story",
    "Wait wait-day-7",
    "Check coupon-unused",
    "Send day-7-news",
    "Close completed",
  ]);
});

it("asks about the coupon that the reminder would speak of", async () => {
  const { payloads } = await walk("welcome");
  expect(payloads).toContainEqual({
    memberId: "m_1",
    enrolmentId: "e_1",
    question: "coupon-unused",
    step: "day-7-reminder",
  });
});

it("lets go of who buys again while it waits for day 3", async () => {
  expect((await calls({ wait: ["goal"] })).slice(2)).toEqual(["Wait wait-day-3", "Close bought-again"]);
});

it("lets go of who buys again while it waits for day 7", async () => {
  expect((await calls({ wait: ["time", "goal"] })).slice(-2)).toEqual(["Wait wait-day-7", "Close bought-again"]);
});

it.each(["left", "moved"] as const)("ends any wait that was %s, by that name", async (reason) => {
  expect((await calls({ wait: [reason] })).at(-1)).toBe(`Close ${reason}`);
  expect((await calls({ wait: ["time", reason] })).at(-1)).toBe(`Close ${reason}`);
  const putOff = { outcome: "deferred", until: "2011-09-02T08:00:00Z", since: "2011-09-01T22:00:00Z" } as const;
  expect(await calls({ send: [putOff], wait: [reason] })).toEqual([
    "IssueCoupon welcome",
    "Send welcome",
    "Wait welcome",
    `Close ${reason}`,
  ]);
});

it("sends what was put off at the allowed hour, and says since when it is tried", async () => {
  const putOff = { outcome: "deferred", until: "2011-09-02T08:00:00Z", since: "2011-09-01T22:00:00Z" } as const;
  const { calls: made, payloads } = await walk("welcome", { send: [putOff, putOff, { outcome: "sent" }] });
  expect(made.slice(1, 7)).toEqual([
    "Send welcome",
    "Wait welcome",
    "Send welcome",
    "Wait welcome",
    "Send welcome",
    "Wait wait-day-3",
  ]);
  expect(payloads[2]).toMatchObject({ step: "welcome", until: putOff.until, journey: "welcome" });
  expect(payloads[1]).not.toHaveProperty("since");
  expect(payloads[3]).toMatchObject({ step: "welcome", since: putOff.since });
  // The next step's first try is its own.
  expect(payloads.find(({ step }) => step === "day-3-offer")).not.toHaveProperty("since");
});

it("lets go of who buys again while a message is put off", async () => {
  const putOff = { outcome: "deferred", until: "2011-09-02T08:00:00Z", since: "2011-09-01T22:00:00Z" } as const;
  expect((await calls({ send: [putOff], wait: ["goal"] })).at(-1)).toBe("Close bought-again");
});

it("goes on without what was withheld", async () => {
  const made = await calls({ send: [{ outcome: "withheld" }], issue: [{ outcome: "withheld" }] });
  expect(made.at(-1)).toBe("Close completed");
  expect(made.filter((call) => call.startsWith("Wait"))).toEqual(["Wait wait-day-3", "Wait wait-day-7"]);
});
