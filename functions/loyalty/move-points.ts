import { dynamoLedgerReader } from "../../adapters/dynamo/dynamo-ledger-reader.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { AdjustmentRequest, adjustPoints } from "../../core/loyalty/adjust-points.ts";
import { MergeRequest, mergeAccounts } from "../../core/loyalty/merge-accounts.ts";
import { GiveBackRequest, giveBackSpend, SpendRequest, spendPoints } from "../../core/loyalty/spend-points.ts";
import { TransferRequest, transferPoints } from "../../core/loyalty/transfer-points.ts";
import type { ValuePorts } from "../../core/loyalty/value-call.ts";
import { envOf } from "../runtime/env.ts";
import { api } from "../runtime/http.ts";
import { movesValue } from "../runtime/idempotent.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/move-points");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters });
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const ledgers = dynamoLedgerReader(env.MEMBERS_TABLE, store, pause);
const ports = ({ now }: { now: string }): ValuePorts => ({ store, programmes, now, hash: sha256, pause });

/** Points moved beside orders: spent and given back, transferred between members, adjusted or merged by an operator. */
export const handler = api("loyalty/move-points", {
  ...movesValue({
    route: "POST /v1/points/spends",
    scope: "loyalty:write",
    schema: SpendRequest,
    move: (asked, call, _, invocation) => spendPoints(asked, call, ports(invocation)),
  }),
  ...movesValue({
    route: "POST /v1/points/spends/{id}/give-back",
    scope: "loyalty:write",
    schema: GiveBackRequest,
    move: (asked, call, { parameters }, invocation) =>
      giveBackSpend(parameters.id ?? "", asked, call, ports(invocation)),
  }),
  ...movesValue({
    route: "POST /v1/points/transfers",
    scope: "loyalty:write",
    schema: TransferRequest,
    move: (asked, call, _, invocation) => transferPoints(asked, call, ports(invocation)),
  }),
  ...movesValue({
    route: "POST /v1/points/adjustments",
    scope: "loyalty:operate",
    schema: AdjustmentRequest,
    move: (asked, call, _, invocation) => adjustPoints(asked, call, ports(invocation)),
  }),
  ...movesValue({
    route: "POST /v1/members/{id}/merge-accounts",
    scope: "loyalty:operate",
    schema: MergeRequest,
    move: (asked, call, { parameters }, invocation) =>
      mergeAccounts(parameters.id ?? "", asked, call, { ...ports(invocation), ledgers }),
  }),
});
