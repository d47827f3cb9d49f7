import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSample } from "./read-sample.ts";
import { sampleCatalogue } from "./sample-catalogue.ts";
import type { Sample } from "./sample-events.ts";
import { memberRows, orderRows } from "./sample-rows.ts";

/** Reads a folder laid out like `samples/`; throws when a file is missing or its columns are others. */
export function loadSample(folder: string): Sample {
  const text = (name: string): string => readFileSync(join(folder, name), "utf8");
  const catalogue = sampleCatalogue(JSON.parse(text("categories.json")), JSON.parse(text("not-goods.json")));
  return readSample(memberRows(text("members.csv")), orderRows(text("orders.csv")), catalogue);
}
