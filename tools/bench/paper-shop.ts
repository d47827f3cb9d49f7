import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { dynamo, unmarshal } from "../../adapters/dynamo/client.ts";
import { dynamoAllotments } from "../../adapters/dynamo/dynamo-allotments.ts";
import { dynamoEventLog } from "../../adapters/dynamo/dynamo-events.ts";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { dynamoVault } from "../../adapters/dynamo/dynamo-vault.ts";
import { type EventItem, storedEventOf } from "../../adapters/dynamo/event-item.ts";
import { noCounters } from "../../adapters/dynamo/rest-counters.ts";
import { hmacIdentity } from "../../adapters/identity/hmac-identity.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { liquidTemplates } from "../../adapters/liquid/liquid-templates.ts";
import type { Announcement } from "../../core/contract/announcement.ts";
import { acceptEvents } from "../../core/ingestion/accept-events.ts";
import { applyEvents } from "../../core/members/apply-events.ts";
import { checkJourney } from "../../core/programme/check-journey.ts";
import { checkProgramme } from "../../core/programme/check-programme.ts";
import { programmeHistory } from "../../core/programme/programme-history.ts";
import { projectRoot } from "../local/layout.ts";
import type { PostedEvent } from "../main-job/sample-events.ts";
import { type Bill, paperTables } from "./paper-tables.ts";

/** Names of the tables on paper. */
export const PAPER = {
  events: "Events",
  members: "Members",
  journeys: "Journeys",
  vault: "Vault",
  programme: "Programme",
} as const;

const DUE = { partition: "lane", sort: "dueAt" };
/** As infra/stacks/stateful-stack.ts makes them. */
const INDEXES = {
  [PAPER.members]: { due: DUE, shard: { partition: "shard", sort: "pk" } },
  [PAPER.journeys]: { due: DUE },
};

/** An event that the door refused, or that could not be applied: nothing that may be counted. */
export class PaperShopError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = "PaperShopError";
  }
}

/** What one event came to, hop by hop. */
export interface EventBill {
  memberId: string;
  door: Bill;
  apply: Bill;
  announced: Announcement[];
}

const neverPauses = async (): Promise<void> => {};

/**
 * The product over paper tables: the adapters and use cases that are deployed, with the shipped programme, and a bill for
 * each hop. As on AWS there are no counters of rest. `close` gives the client back.
 */
export async function paperShop(startedAt: string) {
  const paper = paperTables(dynamo, INDEXES);
  const hash = hmacIdentity("a key for counting, which keeps nothing secret");
  const programmes = dynamoProgrammeStore(PAPER.programme);
  const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(projectRoot, "config", ...path), "utf8"));
  const texts = liquidTemplates();
  const checked = checkProgramme(read("programme.json"), { journeys: [], texts });
  if (checked.kind === "unsound") throw new PaperShopError(JSON.stringify(checked.problems));
  const programme = checked.value;
  await programmes.saveProgramme(programme, 0, "bench", startedAt);
  for (const file of readdirSync(join(projectRoot, "config", "journeys")).sort()) {
    const journey = checkJourney(read("journeys", file), { programme, others: [], texts });
    if (journey.kind === "unsound") throw new PaperShopError(JSON.stringify(journey.problems));
    // Nobody is held out: what is counted is the way of those who are treated.
    await programmes.saveJourney({ ...journey.value, holdOutShare: 0 }, 0, "bench", startedAt);
  }
  paper.bill();

  const store = dynamoMemberStore(PAPER.members);
  const log = dynamoEventLog({ events: PAPER.events, vault: PAPER.vault }, noCounters);
  const known = new Map();
  let outboxSeen = 0;

  /** The new outbox items' announcements, as the stream would bring them. */
  function announcedSince(memberId: string): Announcement[] {
    const outbox = paper
      .items(PAPER.members, `M#${memberId}`)
      .filter(({ sk }) => sk?.S?.startsWith("O#"))
      .map((item: Record<string, AttributeValue>) => unmarshal<{ sk: string; announcements: Announcement[] }>(item))
      .sort((a, b) => (a.sk < b.sk ? -1 : 1));
    const fresh = outbox.slice(outboxSeen).flatMap(({ announcements }) => announcements);
    outboxSeen = outbox.length;
    return fresh;
  }

  return {
    paper,
    programme,
    hash,
    store,
    allotments: dynamoAllotments(PAPER.programme),
    programmes,
    texts,
    vault: dynamoVault(PAPER.vault),
    journeys: dynamoJourneyStore(PAPER.journeys, noCounters),
    pause: neverPauses,

    /** Brings one event through the door and applies it. One member at a time: announcements are told by what is new. */
    async take(event: PostedEvent, now: string): Promise<EventBill> {
      paper.bill();
      const before = paper.items(PAPER.events, "M#").length;
      const ports = {
        vault: dynamoVault(PAPER.vault),
        log,
        hash,
        salt: () => "c2FsdHNhbHRzYWx0c2FsdA",
        pause: neverPauses,
      };
      const caller = { now, region: "GB", mayImport: true, language: "en" as const };
      const answer = await acceptEvents([event], caller, ports);
      const memberId = answer.results[0]?.memberId;
      if (answer.accepted !== 1 || memberId === undefined) throw new PaperShopError(JSON.stringify(answer.results));
      const door = paper.bill();

      const stored = paper.items(PAPER.events, "M#").slice(before);
      const events = stored.map((item) => storedEventOf(unmarshal<EventItem>(item)));
      const { setAside } = await applyEvents(events, {
        store,
        programme: programmeHistory(programmes, known),
        now,
        hash: sha256,
        pause: neverPauses,
        setAside: async (poison) => {
          throw new PaperShopError(poison.map(({ because }) => because).join("; "));
        },
      });
      if (setAside > 0 || events.length !== 1) throw new PaperShopError(`${events.length} events to apply`);
      return { memberId, door, apply: paper.bill(), announced: announcedSince(memberId) };
    },

    close: () => paper.remove(),
  };
}

export type PaperShop = Awaited<ReturnType<typeof paperShop>>;
