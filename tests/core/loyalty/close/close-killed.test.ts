import { expect, it } from "vitest";
import { sha256 } from "../../../../adapters/identity/sha256.ts";
import type { ExportManifest } from "../../../../core/insight/export-store.ts";
import type { Close } from "../../../../core/loyalty/close/close.ts";
import { closeDay, closeOneShard } from "../../../../core/loyalty/close/close-day.ts";
import type {
  CloseStore,
  LedgerReader,
  ShardCloseStore,
  ShardKeys,
} from "../../../../core/loyalty/close/close-store.ts";
import { exportClose } from "../../../../core/loyalty/close/export-close.ts";
import { summaryOf } from "../../../../core/loyalty/discrepancies/discrepancies-of-day.ts";
import { dayAfter, seeded, tradeADay } from "../../../support/builders/ledger-history.ts";
import { ClosingWorld, SHARDS } from "../../../support/closing-world.ts";
import { KilledError } from "../../../support/killed-store.ts";

const DAY = "2026-12-08";
const NEXT = dayAfter(DAY, 1);
const RULES = { rules: new ClosingWorld().rules, discrepancies: summaryOf([]) } as const;
/** Two of them are enough for the hand-over; each has its part and its standings. */
const files = (close: Close) => ({ "close.csv": close.day, "liability.csv": close.day });

/** Ports whose user is dead once the n-th call has had its effect. */
function mortal(calls: number) {
  let made = 0;
  const once = async <R>(call: () => Promise<R>): Promise<R> => {
    if (made >= calls) throw new KilledError();
    made += 1;
    const answer = await call();
    if (made >= calls) throw new KilledError();
    return answer;
  };
  return { once, made: () => made };
}

/** The job, with every call that it makes to a store going through `once`. */
async function job(world: ClosingWorld, exported: Map<string, string>, { once }: ReturnType<typeof mortal>) {
  const { closeStore, parts, ledgers: reader } = world;
  const closes: CloseStore = {
    record: (day) => once(() => closeStore.record(day)),
    records: (limit, before) => once(() => closeStore.records(limit, before)),
    read: (record) => once(() => closeStore.read(record)),
    write: (close) => once(() => closeStore.write(close)),
    gap: () => once(() => closeStore.gap()),
    keepGap: (gap, at) => once(() => closeStore.keepGap(gap, at)),
  };
  const shards: ShardCloseStore = {
    writeShard: (part, standings) => once(() => parts.writeShard(part, standings)),
    readShard: (key) => once(() => parts.readShard(key)),
    readStandings: (key) => once(() => parts.readStandings(key)),
  };
  const ledgers: LedgerReader = {
    glance: (shard) => reader.glance(shard),
    look: (memberId) => once(() => reader.look(memberId)),
    entries: (memberId, from, to) => once(() => reader.entries(memberId, from, to)),
    entriesNamed: (memberId, numbers) => once(() => reader.entriesNamed(memberId, numbers)),
  };
  const exports = {
    write: (asOf: string, name: string, body: string | Uint8Array) =>
      once(async () => {
        exported.set(`${asOf}/${name}`, String(body));
        return body.length;
      }),
    publishBeside: (manifest: ExportManifest) => once(async () => void exported.set(manifest.asOf, "whole")),
  };
  const keys: ShardKeys[] = [];
  for (const shard of SHARDS)
    keys.push(await closeOneShard(NEXT, shard, { closes, parts: shards, ledgers, hash: sha256 }));
  const request = { day: NEXT, shards: SHARDS, keys, now: `${NEXT}T16:15:00.000Z`, ...RULES };
  const closing = await closeDay(request, { closes, parts: shards });
  if (closing.kind === "closed") await exportClose(closing.close, files, exports);
  return closing;
}

async function traded(): Promise<ClosingWorld> {
  const world = new ClosingWorld();
  const random = seeded(42);
  tradeADay(world, { day: DAY, members: 8, postings: 60, random });
  await world.closed(DAY);
  tradeADay(world, { day: NEXT, members: 8, postings: 30, random });
  return world;
}

it("killed after any of its calls and started again, the job closes the day as if nothing had been", async () => {
  const undisturbed = mortal(Number.POSITIVE_INFINITY);
  const whole = new Map<string, string>();
  const expected = await job(await traded(), whole, undisturbed);
  expect(expected.kind).toBe("closed");
  expect(undisturbed.made()).toBeGreaterThan(60);
  for (let calls = 1; calls <= undisturbed.made(); calls += 1) {
    const world = await traded();
    const exported = new Map<string, string>();
    await expect(job(world, exported, mortal(calls))).rejects.toThrow(KilledError);
    expect(await job(world, exported, mortal(Number.POSITIVE_INFINITY))).toEqual(expected);
    expect(exported).toEqual(whole);
    expect(world.closes.size).toBe(2);
  }
}, 60_000);

it("two jobs beside each other, one of which sees a stray, close the day once, and the next day goes on from that", async () => {
  const world = await traded();
  const early = await Promise.all(SHARDS.map((shard) => world.shard(NEXT, shard)));
  world.credit("member-1", {
    ...{ account: "points", kind: "earn", amount: 11, occurredOn: NEXT, bookedOn: NEXT },
    because: { source: "order:stray", rule: "made", programme: 1 },
  });
  const late = await Promise.all(SHARDS.map((shard) => world.shard(NEXT, shard)));
  const ports = { closes: world.closeStore, parts: world.parts };
  const add = (keys: ShardKeys[]) => closeDay({ day: NEXT, shards: SHARDS, keys, now: NEXT, ...RULES }, ports);
  const first = await add(early);
  expect(await add(late)).toEqual(first);
  const third = await world.closed(dayAfter(DAY, 2));
  expect(third.strays.some.map(({ amount }) => amount)).toEqual([11]);
});
