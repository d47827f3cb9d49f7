import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CATALOG, type FunctionName } from "../../functions/catalog.ts";
import { bundles, writeBundle } from "../../infra/bundles.ts";

/** A hot function's bundle, at most: it is read and compiled at every cold start. */
const HOT_BYTES = 650_000;
/** Jobs of the night, which start cold once a day and carry writers of files. */
const MAY_BE_LARGER = /^(insight\/export|loyalty\/close-day|scoring\/|journeys\/sweep-dormant)/;
const LARGE_BYTES = 1_500_000;

const names = Object.keys(CATALOG) as FunctionName[];
const folder = mkdtempSync(path.join(tmpdir(), "perennial-bundles-"));
const report: { function: string; "KB minified": number; "loads in ms": number }[] = [];

beforeAll(() => {
  bundles();
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  console.table(report.sort((a, b) => b["KB minified"] - a["KB minified"]));
});

describe("a bundle", () => {
  test.concurrent.each(names)("of %s is small enough, and loads with nothing beside it", async (name) => {
    const size = bundles().of.get(name)?.code.length ?? Number.POSITIVE_INFINITY;
    expect(size).toBeLessThanOrEqual(MAY_BE_LARGER.test(name) ? LARGE_BYTES : HOT_BYTES);
    const { loadsInMs, exported } = await load(name);
    expect(exported).toBe("function");
    report.push({ function: name, "KB minified": Math.round(size / 1_000), "loads in ms": Math.round(loadsInMs) });
  });
});

/** Loads the bundle as Lambda would: in a process of its own, out of reach of the project's node_modules. */
async function load(name: FunctionName): Promise<{ loadsInMs: number; exported: string }> {
  const own = path.join(folder, name.replace("/", "-"));
  writeBundle(name, own);
  const script = `
    const from = performance.now();
    const { handler } = await import(${JSON.stringify(path.join(own, "index.mjs"))});
    console.log(JSON.stringify({ loadsInMs: performance.now() - from, exported: typeof handler }));
    process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    cwd: own,
    env: { PATH: process.env.PATH, AWS_REGION: "eu-west-2", ...environmentFor(name) },
  });
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** Something that the function's schema takes. */
function environmentFor(name: FunctionName): Record<string, string> {
  const special: Record<string, string> = { CLOCK: "system", PHONE_REGION: "GB", MAIL_FROM: "members@shop.example" };
  const environment = Object.fromEntries(
    Object.keys(CATALOG[name].shape).map((key) => [key, special[key] ?? "something"]),
  );
  expect(CATALOG[name].safeParse(environment).success).toBe(true);
  return environment;
}
