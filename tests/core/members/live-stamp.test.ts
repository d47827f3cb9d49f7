import { expect, it } from "vitest";
import { changeMember } from "../../../core/members/change-member.ts";
import { liveStamp } from "../../../core/members/live-stamp.ts";
import { newHead } from "../../../core/members/member-beginning.ts";
import { InMemoryMemberStore } from "../../support/in-memory-member-store.ts";

/** Twenty seconds before midnight in Shanghai. */
const BEGAN = "2026-12-08T15:59:40.000Z";
const MINUTE = 60_000;

it("stands for five minutes, and is then worked out again", () => {
  let elapsed = 0;
  const stamp = liveStamp(BEGAN, "Asia/Shanghai", () => elapsed);
  expect(stamp).toMatchObject({ now: BEGAN, bookedOn: "2026-12-08" });
  elapsed = 5 * MINUTE - 1;
  expect(stamp).toMatchObject({ now: BEGAN, bookedOn: "2026-12-08" });
  elapsed = 5 * MINUTE;
  expect(stamp).toMatchObject({ now: "2026-12-08T16:04:40.000Z", bookedOn: "2026-12-09" });
  elapsed = 9 * MINUTE;
  expect(stamp.now).toBe("2026-12-08T16:04:40.000Z");
});

it("a change that was decided before midnight and comes to its commit five minutes after is decided again", async () => {
  let elapsed = 0;
  const stamp = liveStamp(BEGAN, "Asia/Shanghai", () => elapsed);
  const decidedOn: string[] = [];
  const answer = await changeMember(
    "m",
    {},
    () => {
      decidedOn.push(stamp.bookedOn);
      // Something holds it up.
      elapsed = 6 * MINUTE;
      return { answer: decidedOn.at(-1), change: { head: newHead("m", stamp.now) } };
    },
    { store: new InMemoryMemberStore(), stamp, pause: async () => {} },
  );
  expect(decidedOn).toEqual(["2026-12-08", "2026-12-09"]);
  expect(answer).toBe("2026-12-09");
});
