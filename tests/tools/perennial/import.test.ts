import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ChannelEvent } from "../../../core/contract/event.ts";
import { type ApiCall, aCommandWorld, type CommandWorld } from "../../support/command-world.ts";

let folder: string;
let world: CommandWorld;
const at = (name: string) => path.join(folder, name);
const write = (name: string, lines: string[]) => writeFileSync(at(name), `${lines.join("\n")}\n`);

const MEMBERS = [
  "customerId,phone,email,joinedAt,givenName,language,consentSms",
  "C-1,+447700900001,,2024-03-01 10:30,Ann,en,yes",
];
const ORDERS = [
  "orderId,customerId,paidAt,currency,delivery,sku,name,category,quantity,unitPrice,discount,goods",
  "A-1,C-1,2024-03-05T14:10:00+00:00,GBP,3.95,MUG-RED,Red mug,Kitchen & Co,2,4.50,1,yes",
  "A-1,,,,,POST,,,1,2,,no",
];

/** Answers as the API does: keeps each event once, and refuses by its own schema. */
function anApi() {
  const kept = new Map<string, ChannelEvent>();
  const answer = ({ body }: ApiCall): Response => {
    const { events } = body as { events: unknown[] };
    const results = events.map((event, index) => {
      const parsed = ChannelEvent.safeParse(event);
      if (!parsed.success) {
        const problems = parsed.error.issues.map(({ path: at, message }) => ({
          pointer: `/events/${index}/${at.join("/")}`,
          code: "bad",
          message,
        }));
        return { index, status: "rejected", problems };
      }
      const { eventId } = parsed.data;
      const status = kept.has(eventId) ? "duplicate" : "accepted";
      kept.set(eventId, parsed.data);
      return { index, eventId, status };
    });
    const count = (status: string) => results.filter((result) => result.status === status).length;
    const counts = { accepted: count("accepted"), duplicates: count("duplicate"), rejected: count("rejected") };
    return Response.json({ ...counts, results }, { status: counts.rejected === events.length ? 422 : 202 });
  };
  return { kept, answer };
}

let api: ReturnType<typeof anApi>;
const run = (...more: string[]) =>
  world.run(
    "import",
    at("members.csv"),
    at("orders.csv"),
    "--time-zone",
    "Europe/London",
    "--report",
    at("report.csv"),
    ...more,
  );
const report = (): { file: string; line: string; id: string; reason: string; detail: string }[] =>
  existsSync(at("report.csv")) ? parse(readFileSync(at("report.csv")), { columns: true }) : [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "import-"));
  world = aCommandWorld();
  world.env.PERENNIAL_KEY = "k_1.secret";
  api = anApi();
  world.answer = api.answer;
  write("members.csv", MEMBERS);
  write("orders.csv", ORDERS);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a history", () => {
  test("becomes events that the API's own schema takes, historic every one", async () => {
    await run();
    expect([...api.kept.values()]).toEqual([
      {
        channel: "import",
        eventId: "import-member-C-1",
        type: "member.registered",
        occurredAt: "2024-03-01T10:30:00Z",
        identity: { customerId: "C-1", phone: "+447700900001" },
        historic: true,
        data: { givenName: "Ann", language: "en", marketingConsent: { sms: true } },
      },
      {
        channel: "import",
        eventId: "import-paid-A-1",
        type: "order.paid",
        occurredAt: "2024-03-05T14:10:00Z",
        identity: { customerId: "C-1" },
        historic: true,
        data: {
          orderId: "A-1",
          currency: "GBP",
          lines: [
            {
              sku: "MUG-RED",
              name: "Red mug",
              category: "kitchen-co",
              quantity: 2,
              unitPriceMinor: 450,
              discountMinor: 100,
              amountMinor: 800,
              goods: true,
            },
            { sku: "POST", quantity: 1, unitPriceMinor: 200, discountMinor: 0, amountMinor: 200, goods: false },
          ],
          deliveryMinor: 395,
          discountMinor: 0,
          totalMinor: 1_395,
        },
      },
    ]);
    expect(world.calls.map(({ path: to, authorization }) => [to, authorization])).toEqual([
      ["/v1/events", "Bearer k_1.secret"],
      ["/v1/events", "Bearer k_1.secret"],
    ]);
    expect(report()).toEqual([]);
  });

  test("again is known already", async () => {
    await run();
    const counts = JSON.parse(await run("--json"));
    expect(
      counts.files.map(({ accepted, duplicates }: { accepted: number; duplicates: number }) => [accepted, duplicates]),
    ).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(world.exitCode).toBe(0);
  });

  test("brings refunds too, by their own file", async () => {
    write("refunds.csv", [
      "refundId,orderId,customerId,refundedAt,currency,lineId,quantity,amount",
      "R-1,A-1,C-1,2024-03-09,GBP,1,1,4.00",
    ]);
    await run("--refunds", at("refunds.csv"), "--channel", "web-shop");
    expect([...api.kept.values()].at(-1)).toMatchObject({
      channel: "web-shop",
      type: "order.refunded",
      occurredAt: "2024-03-09T00:00:00Z",
      data: { refundId: "R-1", orderId: "A-1", lines: [{ lineId: "1", quantity: 1, amountMinor: 400 }] },
    });
  });

  test("of members without a customer id keeps their addresses out of ids", async () => {
    write("members.csv", ["email,joinedAt", "ann@example.org,2024-03-01"]);
    await run();
    const [member] = [...api.kept.values()];
    expect(member?.eventId).toMatch(/^import-member-[0-9a-f]{24}$/);
  });

  test("larger than a call is posted in several", async () => {
    write("members.csv", ["customerId,joinedAt", ...Array.from({ length: 250 }, (_, n) => `C-${n},2024-03-01`)]);
    await run();
    expect(world.calls.map(({ body }) => (body as { events: unknown[] }).events.length)).toEqual([100, 100, 50, 1]);
  });
});

describe("a bad row is told with its reason, and the others go on", () => {
  test.each([
    [
      "no identity",
      ["customerId,joinedAt", ",2024-03-01", "C-2,2024-03-01"],
      "one of customerId, unionId, phone, email is needed",
    ],
    ["no moment", ["customerId,joinedAt", "C-1,soon", "C-2,2024-03-01"], "joinedAt is no moment"],
    [
      "a consent that is neither",
      ["customerId,joinedAt,consentSms", "C-1,2024-03-01,maybe", "C-2,2024-03-01,"],
      "consentSms must be yes, no or empty",
    ],
    ["a member twice", ["customerId,joinedAt", "C-2,2024-03-01", "C-2,2024-03-01"], "customerId stands above already"],
    [
      "what the API refuses",
      ["customerId,joinedAt,birthday", "C-1,2024-03-01,17 May", "C-2,2024-03-01,"],
      "/data/birthday: ",
    ],
  ])("%s", async (_what, lines, detail) => {
    write("members.csv", lines);
    await run();
    expect([...api.kept.keys()]).toContain("import-member-C-2");
    expect(report()).toEqual([
      expect.objectContaining({ file: "members.csv", detail: expect.stringContaining(detail) }),
    ]);
    expect(world.noted.join()).toContain("report.csv");
    expect(world.exitCode).toBe(0);
  });

  test("an order with one bad line is rejected whole, by every line of it", async () => {
    write("orders.csv", [
      ...ORDERS,
      "A-2,C-1,2024-03-06,GBP,,X,,,1,1.005,,",
      "A-2,,,,,Y,,,1,1,,",
      "A-3,C-1,2024-03-06,GBP,,X,,,1,1,,",
    ]);
    await run();
    expect(report().map(({ line, id, detail }) => [line, id, detail])).toEqual([
      ["4", "A-2", "unitPrice must be an amount of GBP such as 12.50, not 1.005"],
      ["5", "A-2", "unitPrice must be an amount of GBP such as 12.50, not 1.005"],
    ]);
    expect([...api.kept.keys()]).toContain("import-paid-A-3");
  });

  test("an order whose rows are parted, or disagree, is not guessed at", async () => {
    write("orders.csv", [
      ...ORDERS,
      "A-2,C-1,2024-03-06,GBP,,X,,,1,1,,",
      "A-1,C-1,2024-03-05T14:10:00+00:00,GBP,,Z,,,1,1,,",
    ]);
    await run();
    expect(report()).toEqual([expect.objectContaining({ line: "5", id: "A-1", reason: "stands-twice" })]);
    write("orders.csv", [...ORDERS, "A-1,C-9,,,,Z,,,1,1,,"]);
    await run();
    expect(report()[0]?.detail).toBe("customerId differs between its rows (line 4)");
  });

  test("a moment without an offset is not guessed at either", async () => {
    await world.run("import", at("members.csv"), at("orders.csv"), "--report", at("report.csv"));
    expect(report()).toEqual([
      expect.objectContaining({ detail: "joinedAt has no offset: add one, or say --time-zone for the whole file" }),
    ]);
  });

  test("--strict ends with 1, and so does an import of which nothing counted", async () => {
    write("members.csv", ["customerId,joinedAt", "C-1,soon"]);
    await run("--strict");
    expect(world.exitCode).toBe(1);
    write("orders.csv", ORDERS.slice(0, 1));
    await run();
    expect(world.exitCode).toBe(1);
  });
});

describe("files that can't be meant", () => {
  test.each([
    ["a column that nobody reads", ["customerId,joinedAt,surname", "C-1,2024-03-01,Archer"], "nobody reads surname"],
    ["a column missing", ["customerId", "C-1"], "it lacks joinedAt"],
  ])("%s: nothing is posted", async (_what, lines, sentence) => {
    write("members.csv", lines);
    await run();
    expect(world.exitCode).toBe(2);
    expect(world.noted.join()).toContain(sentence);
    expect(world.calls).toEqual([]);
  });

  test("a row with too few cells ends it with a sentence", async () => {
    write("members.csv", ["customerId,joinedAt", "C-1"]);
    await run();
    expect(world.exitCode).toBe(1);
    expect(world.noted.join()).toContain("can't be read as CSV");
  });

  test("a file that isn't there, or no file, or no key", async () => {
    await world.run("import", at("nobody.csv"), at("orders.csv"));
    expect([world.exitCode, world.noted.join()]).toEqual([2, `${at("nobody.csv")} isn't there`]);
    await world.run("import");
    expect(world.exitCode).toBe(2);
    world.env.PERENNIAL_KEY = undefined;
    await run();
    expect(world.noted.join()).toContain("keys make");
  });

  test("the template is a history that goes in", async () => {
    await world.run("import", "--template", at("t"));
    const t = (name: string) => path.join(folder, "t", name);
    await world.run(
      "import",
      t("members.csv"),
      t("orders.csv"),
      "--refunds",
      t("refunds.csv"),
      "--time-zone",
      "Europe/London",
      "--report",
      at("report.csv"),
    );
    expect(report()).toEqual([]);
    expect(api.kept.size).toBe(3);
  });
});

describe("a call that isn't answered well", () => {
  test("is made again, a little later each time, and then it counts", async () => {
    let failures = 3;
    world.answer = (call) => {
      failures -= 1;
      const headers = { "retry-after": "1" };
      if (failures >= 0) return new Response("busy", { status: [503, 429, 409][failures] ?? 503, headers });
      return api.answer(call);
    };
    await run();
    expect(api.kept.size).toBe(2);
    expect(world.pauses).toHaveLength(3);
    expect(world.pauses[2]).toBeGreaterThan(world.pauses[0] ?? 0);
  });

  test.each([
    [401, "the key was refused"],
    [403, "the key may not do this"],
    [413, "POST /v1/events answered 413"],
  ])("with %i ends at once, with a sentence, and what was rejected until then is told", async (status, sentence) => {
    write("members.csv", ["customerId,joinedAt", "C-1,soon", "C-2,2024-03-01"]);
    world.answer = () => Response.json({ detail: "why" }, { status });
    await run();
    expect(world.exitCode).toBe(1);
    expect(world.noted.join()).toContain(sentence);
    expect(world.calls).toHaveLength(1);
    expect(report()).toHaveLength(1);
  });

  test("with nothing at all ends after six tries", async () => {
    world.answer = () => Promise.reject(new Error("connect ECONNREFUSED"));
    await run();
    expect(world.calls).toHaveLength(6);
    expect(world.noted.join()).toContain("https://api.example.org can't be reached");
  });
});
