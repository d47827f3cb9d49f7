import { beforeAll, describe, expect, inject, it } from "vitest";
import { outputOf } from "../../tools/local/stack-outputs.ts";
import { aPaidOrder } from "../support/builders/channel-events.ts";
import { putProgrammeInForce } from "../support/deployed-programme.ts";
import { aKey, call, rest, turnClock } from "../support/deployed-shop.ts";

const { s3Exports } = await import("../../adapters/s3/s3-exports.ts");
const { dynamoMemberFiles } = await import("../../adapters/dynamo/dynamo-member-files.ts");

const outputs = inject("outputs");
const exports = s3Exports(outputOf(outputs, "ExportsBucket"));

/** Years ahead of any other test's day, so that this is the latest one. */
const DAY = "2031-05-04";
const BEFORE = "2031-05-03";
const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

interface Listing {
  asOf: string | null;
  exports: { name: string; bytes: number; type: string }[];
}

let key = "";

beforeAll(async () => {
  await turnClock("2011-10-03T10:00:00.000Z");
  key = (await aKey("exports:read", "events:write", "members:read")).text;
  for (const asOf of [BEFORE, DAY]) {
    const files = [
      { name: "roi.csv", bytes: await exports.write(asOf, "roi.csv", `journey\r\nwelcome ${asOf}\r\n`) },
      { name: "roi.xlsx", bytes: await exports.write(asOf, "roi.xlsx", everyByte) },
      { name: "ledger.jsonl", bytes: 9_000_000 },
    ];
    await exports.publish({ asOf, writtenAt: "2031-05-05T05:00:00Z", files });
  }
  // Written, but not published: its day is not there yet.
  await exports.write("2031-05-05", "roi.csv", "half a day");
});

describe("the door to the exports", () => {
  it("lists the latest day that is whole, and an earlier one when asked", async () => {
    const latest = await call<Listing>("GET", "/v1/exports", { key });
    expect(latest).toMatchObject({ status: 200, body: { asOf: DAY } });
    expect(latest.body.exports[0]).toEqual({ name: "roi.csv", bytes: 29, type: "text/csv; charset=utf-8" });
    expect((await call<Listing>("GET", `/v1/exports?asOf=${BEFORE}`, { key })).body.asOf).toBe(BEFORE);
  });

  it("hands out a file as it was written, texts and bytes", async () => {
    const csv = await call<string>("GET", `/v1/exports/roi.csv?asOf=${BEFORE}`, { key });
    expect(csv).toMatchObject({
      status: 200,
      type: "text/csv; charset=utf-8",
      body: `journey\r\nwelcome ${BEFORE}\r\n`,
    });
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="roi.csv"');
    const xlsx = await fetch(`${inject("apiUrl")}/v1/exports/roi.xlsx`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(new Uint8Array(await xlsx.arrayBuffer())).toEqual(everyByte);
  });

  it.each(["nothing.csv", "..%5C..%5Cmanifests%5C2031-05-04.json", "roi.csv%00", "%F0%9F%98%80"])(
    "knows no export named %s",
    async (name) => {
      expect(await call("GET", `/v1/exports/${name}`, { key })).toMatchObject({
        status: 404,
        body: { code: "export-unknown" },
      });
    },
  );

  it.each(["2031-05-05", "2031-05-32", "yesterday", "..%2F"])("has no exports of the day %s", async (day) => {
    for (const path of [`/v1/exports?asOf=${day}`, `/v1/exports/roi.csv?asOf=${day}`]) {
      expect(await call("GET", path, { key })).toMatchObject({ status: 404, body: { code: "export-unknown" } });
    }
  });

  it("says where a file lies that is too large for an answer", async () => {
    const answer = await call("GET", "/v1/exports/ledger.jsonl", { key });
    expect(answer).toMatchObject({ status: 422, body: { code: "export-too-large" } });
    expect(answer.body.detail).toContain(`days/${DAY}/ledger.jsonl`);
  });
});

describe("members' files", () => {
  it("hold what the stack stored of a member, packed orders included, each member once", async () => {
    await putProgrammeInForce("2011-09-01T00:00:00.000Z");
    const run = `${process.pid}-${Date.now().toString(36)}`;
    const lines = Array.from({ length: 60 }, (_, nr) => ({
      lineId: `${nr + 1}`,
      sku: `sku-of-some-length-${nr}`,
      quantity: 1,
      unitPriceMinor: 1_000,
      amountMinor: 1_000,
    }));
    const order = aPaidOrder(
      { eventId: `o-${run}`, occurredAt: "2011-10-03T09:00:00Z", identity: { customerId: `c-${run}` } },
      { orderId: `order-${run}`, lines, totalMinor: 60_000 },
    );
    const { body } = await call<{ results: { memberId: string }[] }>("POST", "/v1/events", {
      key,
      body: { events: [order] },
    });
    await rest();
    const files = dynamoMemberFiles(outputOf(outputs, "MembersTable"), outputOf(outputs, "JourneysTable"));
    const found = [];
    for await (const some of files.all()) found.push(...some);
    const own = found.filter(({ memberId }) => memberId === body.results[0]?.memberId);
    expect(own).toHaveLength(1);
    expect(own[0]?.orders.map((each) => each.lines.length)).toEqual([60]);
    expect(own[0]?.entries).toMatchObject([
      { number: 1, account: "points", kind: "earn", amount: own[0]?.accounts?.points?.balance },
    ]);
    expect(new Set(found.map(({ memberId }) => memberId)).size).toBe(found.length);
  });
});
