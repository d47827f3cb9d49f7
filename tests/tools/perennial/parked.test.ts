import { beforeEach, describe, expect, test } from "vitest";
import type { DeadLetter, SourceQueue } from "../../../tools/perennial/parked-queues.ts";
import { bodyToResend, readDeadLetter } from "../../../tools/perennial/parked-queues.ts";
import { aRefund } from "../../support/builders/a-refund.ts";
import { aCommandWorld, type CommandWorld } from "../../support/command-world.ts";

const RETRY = JSON.stringify({
  from: "members/apply",
  because: "currency is not the programme's",
  record: { pk: "M#m_1", sk: "2011-09-02T11:00:00.000Z#till#1" },
  tries: 5,
  resent: false,
});
const ANNOUNCED = JSON.stringify({
  "detail-type": "OrderPaid",
  detail: { type: "OrderPaid", memberId: "m_1", seq: 7, totalMinor: 100 },
});
const letter = (id: string, body: string, source?: SourceQueue): DeadLetter => ({
  id,
  sentAt: "2011-09-02T10:00:00.000Z",
  ...readDeadLetter(body, source),
});

describe("a dead letter", () => {
  test("of the retry queue says who set which record aside, and why; sent again it begins anew and is counted", () => {
    const read = letter("1", RETRY, "retry");
    expect(read).toMatchObject({ goesTo: "retry", from: "members/apply", because: "currency is not the programme's" });
    expect(JSON.parse(bodyToResend(read))).toEqual({ ...JSON.parse(RETRY), tries: 0, resent: true });
  });

  test("of a consumer's queue goes back to it as it is", () => {
    const read = letter("2", ANNOUNCED, "goal");
    expect(read).toMatchObject({ goesTo: "goal", what: "type OrderPaid, memberId m_1, seq 7" });
    expect(bodyToResend(read)).toBe(ANNOUNCED);
  });

  test("whose queue nobody knows, or of a stream, or unreadable, can't be sent again from here", () => {
    expect(letter("3", ANNOUNCED).goesTo).toBeUndefined();
    expect(letter("4", JSON.stringify({ DDBStreamBatchInfo: { shardId: "s" } }), "retry")).toMatchObject({
      goesTo: undefined,
      from: "stream",
    });
    expect(letter("5", "<html>").what).toBe("unreadable <html>");
  });
});

describe("parked", () => {
  let world: CommandWorld;
  beforeEach(() => {
    world = aCommandWorld();
    world.deadLetters = [letter("a", RETRY, "retry"), letter("b", ANNOUNCED, "goal"), letter("c", ANNOUNCED)];
  });

  test("list shows letters, queues, and refunds that wait for their order, overdue ones as such", async () => {
    const parked = {
      orderKey: "till:A-1",
      refundId: "R-1",
      event: aRefund(),
      parkedAt: "2011-08-01T00:00:00.000Z",
      dueAt: "2011-08-31T00:00:00.000Z",
    };
    world.parked = [{ memberId: "m_9", parked }];
    const shown = await world.run("parked", "list");
    expect(shown).toContain("members/apply");
    expect(shown).toContain("till:A-1");
    expect(shown.replace(/\s+/g, " ")).toMatch(/overdue/);
    expect(world.deadLetters).toHaveLength(3);
    const listed = JSON.parse(await world.run("parked", "list", "--json"));
    expect(listed.waitingForTheirOrder[0]).toMatchObject({ memberId: "m_9", overdue: true });
    expect(listed.deadLetters).toHaveLength(3);
  });

  test("resend sends what is meant and leaves the rest", async () => {
    expect(await world.run("parked", "resend", "--because", "currency")).toContain("1 sent again, 2 left");
    expect(world.resent.map(({ queue }) => queue)).toEqual(["retry"]);
    expect(world.deadLetters.map(({ id }) => id)).toEqual(["b", "c"]);
    await world.run("parked", "resend", "--id", "b");
    expect(world.deadLetters.map(({ id }) => id)).toEqual(["c"]);
    expect(world.exitCode).toBe(0);
  });

  test("resend says what it couldn't send or find, and ends with 1", async () => {
    await world.run("parked", "resend", "--all");
    expect(world.resent.map(({ queue }) => queue)).toEqual(["retry", "goal"]);
    expect(world.exitCode).toBe(1);
    await world.run("parked", "resend", "--id", "zzz");
    expect([world.exitCode, world.printed.join()]).toEqual([1, expect.stringContaining("not found: zzz")]);
  });

  test.each([[[]], [["--all", "--id", "a"]], [["--all", "--limit", "0"]]])(
    "resend %s doesn't say which: exit code 2",
    async (argv) => {
      await world.run("parked", "resend", ...argv);
      expect(world.exitCode).toBe(2);
      expect(world.resent).toEqual([]);
    },
  );
});
