import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { dayNumber } from "../../../core/scoring/day-number.ts";
import { rfmCuts, rfmScores } from "../../../core/scoring/rfm.ts";
import { applyOrder, emptySummary, type Rfm, rfmAsOf, type Summary } from "../../../core/scoring/summary.ts";

const table = (name: string): Record<string, string>[] =>
  parse(readFileSync(`tests/fixtures/cdnow/${name}`, "utf8"), { columns: true });

const summaries = new Map<string, Summary>();
for (const { id = "", day = "", cents } of table("purchases.csv")) {
  const order = { orderDay: dayNumber(day), netMinor: Number(cents), goodsMinor: Number(cents) };
  summaries.set(id, applyOrder(summaries.get(id) ?? emptySummary(), order));
}
const asOf = dayNumber("1998-07-01");
// The published points look at all that was ever bought, from the first day of 1997.
const windowDays = asOf - dayNumber("1997-01-01") + 1;
const rfm = new Map<string, Rfm>();
for (const [id, summary] of summaries) {
  const one = rfmAsOf(summary, asOf, windowDays);
  if (one !== null) rfm.set(id, one);
}
const members = [...rfm.values()];
const columns = {
  recencyDays: Int32Array.from(members, (one) => one.recencyDays),
  frequency: Int32Array.from(members, (one) => one.frequency),
  monetaryMinor: Float64Array.from(members, (one) => one.monetaryMinor),
};
const cuts = rfmCuts(columns);

it("finds CDNOW's published quintile points", () => {
  expect(members).toHaveLength(2357);
  expect(cuts?.recencyDays).toEqual([153, 443, 487, 513]);
  expect(cuts?.frequency).toEqual([1, 1, 2, 4]);
  expect(cuts?.monetaryMinor).toEqual([1536, 3195.8, 5925, 13043.6]);
});

it("gives each of the 2,357 customers the values and scores that another implementation does", () => {
  if (cuts === null) throw new Error("there are customers");
  const { r, f, m } = rfmScores(columns, cuts);
  const ours = [...rfm].map(([id, one], i) => [
    id,
    one.recencyDays,
    one.frequency,
    one.monetaryMinor,
    `${r[i]}${f[i]}${m[i]}`,
  ]);
  const theirs = table("rfm-1998-07-01.csv").map(({ id, recencyDays, frequency, cents, scores }) => [
    id,
    Number(recencyDays),
    Number(frequency),
    Number(cents),
    scores,
  ]);
  expect(ours.sort()).toEqual(theirs.sort());
});
