import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { aCommandWorld, type CommandWorld } from "../../support/command-world.ts";

let folder: string;
let file: string;
let world: CommandWorld;
const days = ["--from", "2011-09-01", "--to", "2011-09-02"];

const view = (eventId: string, occurredAt: string) =>
  JSON.stringify({
    channel: "web",
    eventId,
    type: "product.viewed",
    occurredAt,
    identity: { customerId: "7" },
    data: { sku: "tea" },
  });

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "replay-"));
  file = path.join(folder, "events.jsonl");
  world = aCommandWorld();
  world.env.PERENNIAL_KEY = "k_1.secret";
  await world.store.saveProgramme(aProgramme(), 0, "li", "2011-08-31T00:00:00Z");
  world.answer = ({ path: asked, body }) => {
    if (asked === "/v1/health") return Response.json({ status: "up", stage: "local", atRest: true, hops: [] });
    const { events } = body as { events: unknown[] };
    return Response.json({ accepted: events.length, duplicates: 0, rejected: 0, results: [] }, { status: 202 });
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const posted = () =>
  world.calls.flatMap(({ path: asked, body }) =>
    asked === "/v1/events" ? (body as { events: { eventId: string }[] }).events.map((event) => event.eventId) : [],
  );

describe("perennial replay", () => {
  test("posts each day's events on its day, between a morning and a night; others are left out", async () => {
    const lines = [
      view("b", "2011-09-02T10:00:00Z"),
      view("a", "2011-09-01T10:00:00Z"),
      view("c", "2011-10-01T10:00:00Z"),
    ];
    writeFileSync(file, lines.join("\n"));
    expect(await world.run("replay", file, ...days)).toContain("2 days replayed: 2 accepted");
    expect(posted()).toEqual(["a", "b"]);
    expect(world.operated.filter((step) => step === "nightlyScoring")).toHaveLength(2);
    expect(world.exitCode).toBe(0);
  });

  test("names each line that is no event, and replays the others", async () => {
    writeFileSync(file, [view("a", "2011-09-01T10:00:00Z"), "{", '{"type":"nothing"}'].join("\n"));
    expect(await world.run("replay", file, ...days)).toContain("1 accepted");
    expect(world.noted.join("\n")).toMatch(/line 2: not JSON[\s\S]*line 3: /);
    expect(world.exitCode).toBe(1);
  });

  test("refuses a stage that lives by the system's clock, before anything is posted", async () => {
    world.answer = () => Response.json({ status: "up", stage: "prod" });
    writeFileSync(file, view("a", "2011-09-01T10:00:00Z"));
    await world.run("replay", file, ...days);
    expect([world.exitCode, world.noted.join()]).toEqual([1, expect.stringContaining("system's clock")]);
    expect(posted()).toEqual([]);
  });

  test("refuses days in the wrong order, and a file that isn't there", async () => {
    await world.run("replay", file, "--from", "2011-09-02", "--to", "2011-09-01");
    expect([world.exitCode, world.noted.join()]).toEqual([2, expect.stringContaining("lies before")]);
    await world.run("replay", path.join(folder, "none.jsonl"), ...days);
    expect([world.exitCode, world.noted.join()]).toEqual([2, expect.stringContaining("can't be read")]);
  });
});
