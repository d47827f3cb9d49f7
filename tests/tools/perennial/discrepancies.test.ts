import { beforeEach, describe, expect, test } from "vitest";
import { type ApiCall, aCommandWorld, type CommandWorld } from "../../support/command-world.ts";

const MEMBER = `m_${"a".repeat(20)}`;
const listed = (orderId: string, more: object = {}) => ({
  ...{ memberId: MEMBER, orderKey: `till:${orderId}`, channel: "till", paidOn: "2026-12-08", bookedOn: "2026-12-08" },
  discrepancies: [{ what: "points", missing: 500, because: "hold-released", valueMinor: 250 }],
  ...{ currency: "GBP", valueMinor: 250, unvalued: 0, state: "open" },
  order: { totalMinor: 4_000, refundedMinor: 0, refunded: "no" },
  ...more,
});
const days = ["--from", "2026-12-01", "--to", "2026-12-31"];
const settling = ["discrepancies", "settle", "till:1", "--member", MEMBER, "--reason", "made good"];

let world: CommandWorld;
beforeEach(() => {
  world = aCommandWorld();
  world.env.PERENNIAL_KEY = "k_1.secret";
});

describe("discrepancies list", () => {
  const paged = ({ path }: ApiCall) => {
    const settled = { operator: "Ann", at: "2026-12-09T09:00:00.000Z", reason: "made good" };
    return path.includes("cursor=2026-12-08.till%3A1")
      ? Response.json({ orders: [listed("2", { state: "settled", settled, unvalued: 1 })] })
      : Response.json({ orders: [listed("1")], next: "2026-12-08.till:1" });
  };

  test("shows every page: what was missing, its value, what became of the order, and who settled it", async () => {
    world.answer = paged;
    const text = await world.run("discrepancies", "list", ...days);
    expect(world.calls.map(({ path }) => path)).toEqual([
      "/v1/discrepancies?from=2026-12-01&to=2026-12-31&limit=100",
      "/v1/discrepancies?from=2026-12-01&to=2026-12-31&limit=100&cursor=2026-12-08.till%3A1",
    ]);
    for (const part of ["till:1", "till:2", "hold-released", "GBP 2.50", "Ann"]) expect(text).toContain(part);
    expect(JSON.parse(await world.run("discrepancies", "list", ...days, "--json"))).toMatchObject({
      orders: [{ orderKey: "till:1" }, { orderKey: "till:2" }],
      more: false,
    });
  });

  test("ends after ten thousand orders, and says so", async () => {
    world.answer = () => Response.json({ orders: [listed("1")], next: "2026-12-08.till:1" });
    await world.run("discrepancies", "list", ...days);
    expect(world.calls).toHaveLength(100);
    expect(world.noted.join()).toContain("name fewer days");
  });

  test("asks for the state that is named, and needs its days", async () => {
    world.answer = () => Response.json({ orders: [] });
    expect(await world.run("discrepancies", "list", ...days, "--state", "open")).toBe("(none)");
    expect(world.calls[0]?.path).toContain("state=open");
    await world.run("discrepancies", "list", "--from", "yesterday", "--to", "2026-12-31");
    expect(world.exitCode).toBe(2);
    await world.run("discrepancies", "list", ...days, "--state", "lost");
    expect([world.exitCode, world.calls.length]).toEqual([2, 1]);
  });
});

describe("discrepancies settle", () => {
  test("says who does it and why: who is at the terminal, unless somebody is named", async () => {
    world.answer = ({ body }) => {
      const { operator, reason } = body as { operator: string; reason: string };
      return Response.json({ settled: { operator, reason, at: "2026-12-09T09:00:00.000Z" } });
    };
    expect(await world.run(...settling)).toBe("till:1: settled by li at 2026-12-09T09:00:00.000Z: made good");
    expect(await world.run(...settling, "--by", "Ann")).toContain("settled by Ann");
    expect(world.calls[1]?.body).toEqual({
      memberId: MEMBER,
      orderKey: "till:1",
      operator: "Ann",
      reason: "made good",
    });
  });

  test("refused for good it isn't tried again, and ends with 1 and the reason", async () => {
    const detail = "the discrepancies of order till:1 were settled by Ben";
    world.answer = () => Response.json({ code: "already-settled", detail }, { status: 409 });
    await world.run(...settling);
    expect([world.exitCode, world.calls.length, world.noted.join()]).toEqual([1, 1, expect.stringContaining(detail)]);
  });

  test("busy it is tried again", async () => {
    let calls = 0;
    world.answer = () => {
      calls += 1;
      return calls === 1
        ? Response.json({ code: "busy", detail: "busy" }, { status: 409, headers: { "retry-after": "1" } })
        : Response.json({ settled: { operator: "li", reason: "made good", at: "now" } });
    };
    expect(await world.run(...settling)).toContain("settled by li");
  });

  test("sends nothing that can't be right", async () => {
    await world.run("discrepancies", "settle", "1", "--member", MEMBER, "--reason", "made good");
    expect([world.exitCode, world.noted.join()]).toEqual([2, expect.stringContaining("orderKey")]);
    expect(world.calls).toEqual([]);
  });
});
