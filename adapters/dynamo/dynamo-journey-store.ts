import type { JourneyStore } from "../../core/journeys/journey-store.ts";
import { journeyEnrolments } from "./journey-enrolments.ts";
import { journeyMessages } from "./journey-messages.ts";
import { journeyWaits } from "./journey-waits.ts";
import { noCounters, type RestCounters } from "./rest-counters.ts";

/**
 * The journey store in the Journeys table (docs/data-model.md).
 * @param counters counts of what starts, waits and closes, in stages that prove their rest.
 */
export const dynamoJourneyStore = (table: string, counters: RestCounters = noCounters): JourneyStore => ({
  ...journeyMessages(table),
  ...journeyEnrolments(table, counters),
  ...journeyWaits(table, counters),
});
