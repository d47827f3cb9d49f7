import { machines } from "../../adapters/aws/machines.ts";
import { dynamoJourneyStore } from "../../adapters/dynamo/dynamo-journey-store.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import type { WaitPorts } from "../../core/journeys/settle-wait.ts";
import { restCounters } from "../runtime/invocation.ts";

interface Tables {
  JOURNEYS_TABLE: string;
  MEMBERS_TABLE: string;
  PROGRAMME_TABLE: string;
}

/** What whoever looks at a wait needs: the machine that opens it, an order, the minute's sweep. */
export const waitPorts = ({ JOURNEYS_TABLE, MEMBERS_TABLE, PROGRAMME_TABLE }: Tables): WaitPorts => ({
  store: dynamoJourneyStore(JOURNEYS_TABLE, restCounters),
  members: dynamoMemberStore(MEMBERS_TABLE),
  programme: dynamoProgrammeStore(PROGRAMME_TABLE),
  engine: machines(),
});
