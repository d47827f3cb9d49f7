import { eventsOf } from "../../adapters/dynamo/dynamo-events.ts";
import { dynamoProgrammeStore } from "../../adapters/dynamo/dynamo-programme-store.ts";
import { dynamoVault } from "../../adapters/dynamo/dynamo-vault.ts";
import { entriesOf, journeyActs, memberParts } from "../../adapters/dynamo/member-view-reads.ts";
import { secretIdentity } from "../../adapters/identity/secret-identity.ts";
import { cursorOf, positionIn } from "../../adapters/identity/signed-cursor.ts";
import { type Problem, problem } from "../../core/contract/problem.ts";
import { identityAsked, isMemberId, limitAsked } from "../../core/members/ask-member.ts";
import { memberView } from "../../core/members/member-view.ts";
import { type TimelinePosition, timelinePage } from "../../core/members/timeline.ts";
import { shopDay } from "../../core/programme/shop-day.ts";
import { envOf } from "../runtime/env.ts";
import { api, type HttpAnswer, type HttpRequest, refused } from "../runtime/http.ts";
import type { Invocation } from "../runtime/invocation.ts";

const env = envOf("members/show-member");
const identity = secretIdentity(env.IDENTITY_SECRET);
const vault = dynamoVault(env.VAULT_TABLE);
const programmes = dynamoProgrammeStore(env.PROGRAMME_TABLE);

const unknown = (): HttpAnswer =>
  refused(problem(404, "member-unknown", "Member unknown", "no member is known by that"));
const isProblem = (value: unknown): value is Problem => typeof value === "object" && value !== null && "code" in value;

/** Shows a member whole: five bounded reads and the programme, side by side. */
async function show(memberId: string, by: string, request: HttpRequest, invocation: Invocation): Promise<HttpAnswer> {
  const { query, principal } = request;
  if (!isMemberId(memberId)) return unknown();
  const limit = limitAsked(query.limit);
  if (isProblem(limit)) return refused(limit);
  const hash = await identity();
  const from = query.cursor === undefined ? {} : positionIn<TimelinePosition>(query.cursor, memberId, hash);
  if (from === undefined) {
    const detail = "the cursor is none that this view has given";
    return refused(problem(400, "cursor-invalid", "Cursor invalid", detail));
  }
  const [parts, entries, { acts, enrolments }, events, people, { value: programme }] = await Promise.all([
    memberParts(env.MEMBERS_TABLE, memberId),
    entriesOf(env.MEMBERS_TABLE, memberId, limit + 1, from.entry),
    journeyActs(env.JOURNEYS_TABLE, memberId),
    eventsOf(env.EVENTS_TABLE, memberId, limit + 1, from.event),
    vault.people([memberId]),
    programmes.programme(),
  ]);
  const person = people.get(memberId);
  if (person === undefined && parts.head === undefined) return unknown();
  const { items, next } = timelinePage({ events, entries, acts }, from, limit);
  const view = memberView({
    memberId,
    parts,
    person,
    enrolments,
    timeline: { items, ...(next ? { next: cursorOf(next, memberId, hash) } : {}) },
    asOf: shopDay(invocation.now, programme.timeZone),
    windowDays: programme.scoring.windowDays,
    tiers: programme.tiers,
  });
  // For the record: who read whose personal data. What was read stands in no log.
  const fields = Object.keys(view.identity);
  invocation.log.info("personal data read", { record: "access", keyId: principal?.keyId, memberId, by, fields });
  return { status: 200, body: view };
}

export const handler = api("members/show-member", {
  "GET /v1/members/{id}": {
    scope: "members:read",
    handle: (request, invocation) => show(request.parameters.id ?? "", "memberId", request, invocation),
  },
  "GET /v1/members": {
    scope: "members:read",
    async handle(request, invocation) {
      const asked = identityAsked(request.query, env.PHONE_REGION);
      if (isProblem(asked)) return refused(asked);
      const claim = (await identity()).claimOf(asked.kind, asked.value);
      const memberId = (await vault.membersOf([claim])).get(claim);
      return memberId === undefined ? unknown() : show(memberId, asked.kind, request, invocation);
    },
  },
});
