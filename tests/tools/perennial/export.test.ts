import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aCommandWorld, type CommandWorld } from "../../support/command-world.ts";

const FILES: Record<string, string> = { "roi.csv": "campaign,cost\n", "report.html": "<html>" };
let folder: string;
let world: CommandWorld;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "export-"));
  world = aCommandWorld();
  world.env.PERENNIAL_KEY = "k_1.secret";
  world.answer = ({ path: asked }) => {
    if (asked === "/v1/exports") return Response.json({ exports: Object.keys(FILES).map((name) => ({ name })) });
    return new Response(FILES[asked.replace("/v1/exports/", "")] ?? "", { status: 200 });
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("all exports are downloaded, byte for byte", async () => {
  await world.run("export", "--into", folder);
  for (const [name, text] of Object.entries(FILES)) expect(readFileSync(path.join(folder, name), "utf8")).toBe(text);
});

test("or those that are named; one that isn't there is told before anything is written", async () => {
  await world.run("export", "roi.csv", "--into", folder);
  expect(existsSync(path.join(folder, "report.html"))).toBe(false);
  await world.run("export", "roi.csv", "rio.csv", "--into", path.join(folder, "second"));
  expect([world.exitCode, world.noted.join()]).toEqual([1, "no such export: rio.csv; there are roi.csv, report.html"]);
  expect(existsSync(path.join(folder, "second"))).toBe(false);
});

test("of an earlier day when one is named", async () => {
  world.answer = ({ path: asked }) =>
    asked === "/v1/exports?asOf=2011-11-30" ? Response.json({ exports: [{ name: "roi.csv" }] }) : new Response(asked);
  await world.run("export", "--as-of", "2011-11-30", "--into", folder);
  expect(readFileSync(path.join(folder, "roi.csv"), "utf8")).toBe("/v1/exports/roi.csv?asOf=2011-11-30");
  await world.run("export", "--as-of", "November", "--into", folder);
  expect(world.exitCode).toBe(2);
});

test("--list only names them", async () => {
  expect(await world.run("export", "--list")).toBe("roi.csv\nreport.html");
});

test("no name of the API leads out of the folder", async () => {
  const nasty = "../../roi.csv";
  world.answer = ({ path: asked }) =>
    asked === "/v1/exports" ? Response.json({ exports: [{ name: nasty }] }) : new Response("x");
  await world.run("export", "--into", path.join(folder, "a", "b"));
  expect(readFileSync(path.join(folder, "a", "b", "roi.csv"), "utf8")).toBe("x");
});
