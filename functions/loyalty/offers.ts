import { dynamoAllotments } from "../../adapters/dynamo/dynamo-allotments.ts";
import { dynamoMemberStore } from "../../adapters/dynamo/dynamo-member-store.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { secretIdentity } from "../../adapters/identity/secret-identity.ts";
import { sha256 } from "../../adapters/identity/sha256.ts";
import { couponCode } from "../../core/loyalty/coupons/coupon-code.ts";
import { ClaimRequest, claimOffer } from "../../core/loyalty/offers/claim-offer.ts";
import type { OfferPorts } from "../../core/loyalty/offers/give-offer.ts";
import { IssueRequest, issueToAudience } from "../../core/loyalty/offers/issue-to-audience.ts";
import { envOf } from "../runtime/env.ts";
import { api, refused } from "../runtime/http.ts";
import { bodyRefused, movesValue } from "../runtime/idempotent.ts";
import { restCounters } from "../runtime/invocation.ts";
import { pause } from "../runtime/pause.ts";

const env = envOf("loyalty/offers");
const store = dynamoMemberStore(env.MEMBERS_TABLE, { counters: restCounters, allotments: env.PROGRAMME_TABLE });
const allotments = dynamoAllotments(env.PROGRAMME_TABLE);
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);
const identity = secretIdentity(env.IDENTITY_SECRET);
const codeOf = async (cause: string): Promise<string> => couponCode((await identity()).sign(`coupon|${cause}`));
const ports = ({ now }: { now: string }): OfferPorts => ({
  ...{ store, allotments, programmes, now, hash: sha256, pause, codeOf },
});

/** Coupons that aren't a journey's: claimed by a code for everybody, issued to an audience. */
export const handler = api("loyalty/offers", {
  ...movesValue({
    route: "POST /v1/offers/{code}/claim",
    scope: "loyalty:write",
    schema: ClaimRequest,
    move: (asked, call, { parameters }, invocation) =>
      claimOffer(parameters.code ?? "", asked, call, ports(invocation)),
  }),
  "POST /v1/offers/{code}/issues": {
    scope: "loyalty:operate",
    async handle({ parameters, body, principal }, invocation) {
      const asked = IssueRequest.safeParse(body);
      if (!asked.success) return bodyRefused(asked.error);
      const outcome = await issueToAudience(parameters.code ?? "", asked.data, ports(invocation));
      if ("status" in outcome) return refused(outcome);
      const { issue, offer, issued, before, withheld } = outcome;
      invocation.log.info("issued to an audience", { keyId: principal?.keyId, issue, offer, issued, before, withheld });
      return { status: 200, body: outcome };
    },
  },
});
