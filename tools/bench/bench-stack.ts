import { cpus, totalmem } from "node:os";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { stateDirOf } from "../local/layout.ts";
import { type Session, startSession } from "../local/session.ts";
import { outputOf } from "../local/stack-outputs.ts";
import { openShop } from "../main-job/main-job.ts";
import type { Operator } from "../main-job/operator.ts";
import type { ShopSettings } from "../main-job/programme-set-up.ts";
import type { PostedEvent } from "../main-job/sample-events.ts";
import type { PostAnswer, Shop } from "../main-job/shop.ts";

/** What measurements stand on: a deployed stack with a programme in force, a key with every scope and a turned clock. */
export interface BenchStack {
  session: Session;
  shop: Shop;
  operator: Operator;
  settings: ShopSettings;
  /** The product's clock, as it was turned. */
  now: string;
  /** Posts events that must all be new; answers whom they are about, in their order. @throws BenchPostError */
  postNew(events: readonly PostedEvent[]): Promise<string[]>;
}

/** Events of a benchmark were not all accepted: what would be measured is something else. */
export class BenchPostError extends Error {
  constructor({ accepted, duplicates, rejected, results }: PostAnswer) {
    const refused = results.find(({ status }) => status !== "accepted");
    super(`${accepted} accepted, ${duplicates} duplicates, ${rejected} rejected: ${JSON.stringify(refused)}`);
    this.name = "BenchPostError";
  }
}

/** The clock of openShop: the evening before the sample's replay begins, before any quiet hours. */
const NOW = "2011-08-31T19:30:00Z";

/** Deploys stage `test` onto a local cloud of its own. */
export async function benchStack(port: number): Promise<BenchStack> {
  const session = await startSession({ port, stage: "test", stateDir: stateDirOf(`bench-${port}`) });
  const { shop, operator, settings } = await openShop(session);
  await operator.turnClock(NOW);
  return {
    session,
    shop,
    operator,
    settings,
    now: NOW,
    async postNew(events) {
      const answer = await shop.post(events);
      if (answer.accepted !== events.length) throw new BenchPostError(answer);
      return answer.results.map(({ memberId = "" }) => memberId);
    },
  };
}

/** Puts a version of a journey in force that holds nobody out. */
export async function holdNobodyOut({ session, now }: BenchStack, journeyId: string): Promise<void> {
  const store = dynamoProgrammeStore(outputOf(session.outputs, "ProgrammeTable"));
  const standing = await store.journey(journeyId);
  if (!standing) throw new Error(`no journey ${journeyId} in force`);
  await store.saveJourney({ ...standing.value, holdOutShare: 0 }, standing.version, "bench", now);
}

/** On what the figures were measured: they mean nothing without. */
export const conditions = () => ({
  at: new Date().toISOString(),
  node: process.version,
  processors: cpus().length,
  processor: cpus()[0]?.model.trim() ?? "unknown",
  memoryGb: Math.round(totalmem() / 1024 ** 3),
});
