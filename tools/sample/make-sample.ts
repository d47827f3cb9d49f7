/**
 * Cuts `samples/orders.csv` and `samples/members.csv` out of the whole Online Retail file. Run by hand when the
 * sample is to change; the product only ever reads the committed result.
 *
 *     node tools/sample/make-sample.ts --source onlineretail.csv.gz [--into samples]
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { chosen } from "./choose-members.ts";
import { inventMembers } from "./invent-members.ts";
import { type OrderRow, orderRows } from "./sample-rows.ts";

const { values } = parseArgs({ options: { source: { type: "string" }, into: { type: "string", default: "samples" } } });
if (values.source === undefined) throw new Error("Say where the whole file is: --source onlineretail.csv.gz");

const whole = gunzipSync(readFileSync(values.source)).toString("utf8");
const header = whole.slice(0, whole.indexOf("\n")).trimEnd();
// The lines are kept letter for letter: what is checked against the original must not have passed through a writer.
const lines: { raw: string; record: OrderRow }[] = parse(whole, { columns: true, raw: true });
const kept = lines.filter((line) => chosen(line.record.CustomerID));

mkdirSync(values.into, { recursive: true });
const orders = `${[header, ...kept.map((line) => line.raw.trimEnd())].join("\n")}\n`;
writeFileSync(join(values.into, "orders.csv"), orders);

const members = inventMembers(orderRows(orders));
writeFileSync(join(values.into, "members.csv"), stringify(members, { header: true }));

console.log(`${members.length} members with ${kept.length} lines, ${(orders.length / 1e6).toFixed(1)} MB`);
