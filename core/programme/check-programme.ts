import { Temporal } from "temporal-polyfill";
import type { ProblemItem } from "../contract/problem.ts";
import { pointerOf, schemaProblems } from "../contract/schema-problems.ts";
import { earningProblems } from "./check-earning.ts";
import { journeyProblems } from "./check-journey.ts";
import { mallProblems } from "./check-mall.ts";
import { offerProblems } from "./check-offer.ts";
import { referralProblems } from "./check-referral.ts";
import { storedValueProblems } from "./check-stored-value.ts";
import { templateProblems } from "./check-template.ts";
import { tierProblems } from "./check-tiers.ts";
import type { Checked } from "./checked.ts";
import { type Journey, Programme } from "./programme.ts";
import type { TemplateLanguage } from "./template-language.ts";

/** The whole programme is one item of its store, which holds 400 KB; a quarter is left for its attributes' names. */
export const LARGEST_PROGRAMME_CHARACTERS = 100_000;

export interface ProgrammeCheck {
  /** The journeys that will run under it: they must make sense with it too. */
  journeys: readonly Journey[];
  texts: TemplateLanguage;
}

type Found = (path: readonly PropertyKey[], code: string, message: string) => void;

/** Whether the zone is one that days can be counted in: a named one, since a fixed offset knows no summer. */
function isTimeZone(name: string): boolean {
  if (name !== "UTC" && !name.includes("/")) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

function twice(ids: readonly string[], list: string, found: Found): void {
  for (const [at, id] of ids.entries()) {
    if (ids.indexOf(id) < at) found([list, at, "id"], "id-twice", `${id} stands above already`);
  }
}

function contact({ contact: { quietHours, capPerDay, capPer7Days } }: Programme, found: Found): void {
  if (quietHours.from === quietHours.to) {
    found(
      ["contact", "quietHours"],
      "quiet-hours-empty",
      "from and to must differ: none would do nothing, 24 h everything",
    );
  }
  if (capPer7Days < capPerDay) {
    found(["contact", "capPer7Days"], "cap-below-a-day", `at least that of one day (${capPerDay})`);
  }
}

/** Everything in a programme that its schema lets pass and that makes no sense all the same. */
export function programmeProblems(programme: Programme, { journeys, texts }: ProgrammeCheck): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const found: Found = (path, code, message) => problems.push({ pointer: pointerOf(path), code, message });

  if (programme.name.trim() === "") found(["name"], "name-missing", "the shop's name stands in messages");
  if (!isTimeZone(programme.timeZone)) {
    found(["timeZone"], "time-zone-unknown", "a name of the IANA database, such as Asia/Shanghai");
  }
  if (!Intl.supportedValuesOf("currency").includes(programme.currency)) {
    found(["currency"], "currency-unknown", "a code of ISO 4217, such as CNY");
  }
  contact(programme, found);
  problems.push(...mallProblems(programme.mall, programme, ["mall"]));
  problems.push(...earningProblems(programme), ...tierProblems(programme));
  twice(
    programme.offers.map(({ id }) => id),
    "offers",
    found,
  );
  twice(
    programme.templates.map(({ id }) => id),
    "templates",
    found,
  );
  const around = { offers: programme.offers, tiers: programme.tiers.levels.map(({ id }) => id) };
  problems.push(...storedValueProblems(programme.storedValue, ["storedValue"]));
  problems.push(...referralProblems(programme.referral, ["referral"], programme.offers));
  for (const [at, offer] of programme.offers.entries()) problems.push(...offerProblems(offer, ["offers", at], around));
  for (const [at, template] of programme.templates.entries()) {
    problems.push(...templateProblems(template, ["templates", at], programme, texts));
  }
  const characters = JSON.stringify(programme).length;
  if (characters > LARGEST_PROGRAMME_CHARACTERS) {
    found([], "too-large", `${characters} characters: ${LARGEST_PROGRAMME_CHARACTERS} at most`);
  }
  // What is wrong with the programme would show again in each journey, and hide what has to be put right.
  if (problems.length > 0) return problems;
  for (const journey of journeys) {
    const others = journeys.filter(({ id }) => id !== journey.id);
    for (const item of journeyProblems(journey, { programme, others, texts })) {
      problems.push({ ...item, pointer: `${pointerOf(["journeys", journey.id])}${item.pointer}` });
    }
  }
  return problems;
}

/** Reads a programme as somebody sent it, and checks it with the journeys that will run under it. */
export function checkProgramme(sent: unknown, check: ProgrammeCheck): Checked<Programme> {
  const parsed = Programme.safeParse(sent);
  if (!parsed.success) return { kind: "unsound", problems: schemaProblems(parsed.error.issues) };
  const problems = programmeProblems(parsed.data, check);
  return problems.length > 0 ? { kind: "unsound", problems } : { kind: "sound", value: parsed.data };
}
