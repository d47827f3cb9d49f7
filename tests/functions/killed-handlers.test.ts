import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { CATALOG } from "../../functions/catalog.ts";

/** They move no value: what is made good for a settled discrepancy, say, is an adjustment. */
const MOVES_NOTHING = ["loyalty/quote", "loyalty/find-open-day", "loyalty/discrepancies"];

test("every function that moves value is killed at each of its calls by a test on the deployed stack", () => {
  const folder = path.join(import.meta.dirname, "..", "e2e");
  const files = readdirSync(folder).filter((file) => file.endsWith("-killed.test.ts"));
  const text = files.map((file) => readFileSync(path.join(folder, file), "utf8")).join("\n");
  const named = new Set([...text.matchAll(/"(loyalty\/[a-z-]+)"/g)].map(([, name]) => name));
  const moving = Object.keys(CATALOG).filter((name) => name.startsWith("loyalty/") && !MOVES_NOTHING.includes(name));
  expect(moving.filter((name) => !named.has(name))).toEqual([]);
});
