import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DIGESTED, digestOf } from "./digest.ts";
import type { DayPlan } from "./plan-days.ts";
import type { Shop } from "./shop.ts";

/** An export that the digest is made of did not come. */
export class ExportMissingError extends Error {
  constructor(name: string) {
    super(`the export ${name} is missing`);
    this.name = "ExportMissingError";
  }
}

/** Which events the replay delivered late: the causes that a changed decision is looked up by. */
function lateEvents(days: readonly DayPlan[], customers: ReadonlyMap<string, string>): object[] {
  const first = new Map<string, object>();
  for (const { day, events } of days) {
    for (const event of events) {
      const occurredOn = event.occurredAt.slice(0, 10);
      if ((event.type !== "order.paid" && event.type !== "order.refunded") || first.has(event.eventId)) continue;
      first.set(event.eventId, {
        memberId: customers.get(event.identity.customerId ?? "") ?? null,
        type: event.type,
        orderId: event.data.orderId,
        occurredOn,
        arrivedOn: day,
      });
    }
  }
  return [...first.values()].filter((row) => {
    const { occurredOn, arrivedOn } = row as { occurredOn: string; arrivedOn: string };
    return occurredOn < arrivedOn;
  });
}

/** Downloads every export through the API into `out`, and writes the digest beside them. */
export async function collectExports(shop: Shop, out: string, days: readonly DayPlan[]) {
  mkdirSync(out, { recursive: true });
  const files = await shop.exportNames();
  for (const name of files) writeFileSync(join(out, name), await shop.download(name));
  const text = (name: string): string => {
    if (!files.includes(name)) throw new ExportMissingError(name);
    return readFileSync(join(out, name), "utf8");
  };
  const digested = Object.fromEntries(DIGESTED.map((name) => [name, text(name)])) as Parameters<typeof digestOf>[0];
  const { all, each } = digestOf(digested);
  const lines = [all, ...Object.entries(each).map(([name, hash]) => `${hash}  ${name}`)];
  writeFileSync(join(out, "digest.txt"), `${lines.join("\n")}\n`);
  const customers = new Map(
    digested["members.jsonl"]
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as { customerId: string; memberId: string })
      .map((row) => [row.customerId, row.memberId]),
  );
  const late = lateEvents(days, customers).map((row) => JSON.stringify(row));
  writeFileSync(join(out, "late-events.jsonl"), late.length > 0 ? `${late.join("\n")}\n` : "");
  return { digest: all, files: [...files, "digest.txt", "late-events.jsonl"] };
}
