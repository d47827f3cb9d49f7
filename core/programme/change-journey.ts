import type { ProblemItem } from "../contract/problem.ts";
import { checkJourney } from "./check-journey.ts";
import type { Journey } from "./programme.ts";
import type { ProgrammeStore, Saved } from "./programme-store.ts";
import type { TemplateLanguage } from "./template-language.ts";

/** A change as a marketer sends it. */
export interface JourneyChange {
  id: string;
  sent: unknown;
  /** `If-Match`: the version that was changed, as an entity tag. */
  ifMatch: string | undefined;
  /** `If-None-Match: *` makes a journey that isn't there yet. */
  ifNoneMatch: string | undefined;
  /** Who: the id of the key. */
  by: string;
  at: string;
}

export type JourneyChanged =
  | { kind: "saved"; saved: Saved<Journey> }
  | { kind: "no-condition" }
  | { kind: "changed-meanwhile"; version: number }
  | { kind: "unsound"; problems: ProblemItem[] };

export interface ChangeJourneyPorts {
  store: Pick<ProgrammeStore, "programme" | "journeys" | "journey" | "saveJourney">;
  texts: TemplateLanguage;
}

/** A version as an entity tag (RFC 9110, 8.8.3). */
export const entityTag = (version: number): string => `"${version}"`;

/** The version that a change was made on; a proxy may have weakened the tag. Undefined when it names none of ours. */
function versionMeant({ ifMatch, ifNoneMatch }: JourneyChange): number | undefined {
  if (ifMatch === undefined) return ifNoneMatch?.trim() === "*" ? 0 : undefined;
  const [, version] = /^\s*(?:W\/)?"(\d{1,9})"\s*$/.exec(ifMatch) ?? [];
  return version === undefined ? undefined : Number(version);
}

/**
 * Changes a journey on condition that nobody else has changed it meanwhile, after everything in it was checked. Saying
 * what is in force already makes no version: a call whose answer was lost may be repeated.
 */
export async function changeJourney(
  change: JourneyChange,
  { store, texts }: ChangeJourneyPorts,
): Promise<JourneyChanged> {
  const expected = versionMeant(change);
  if (expected === undefined) return { kind: "no-condition" };
  const [programme, journeys] = await Promise.all([store.programme(), store.journeys()]);
  const others = journeys.map(({ value }) => value).filter(({ id }) => id !== change.id);
  const checked = checkJourney(change.sent, { programme: programme.value, others, texts });
  if (checked.kind === "unsound") return checked;
  const journey = checked.value;
  if (journey.id !== change.id) {
    const message = `the path says ${change.id}: the same id, for a journey keeps its own`;
    return { kind: "unsound", problems: [{ pointer: "/id", code: "id-of-another", message }] };
  }
  const outcome = await store.saveJourney(journey, expected, change.by, change.at);
  if (outcome.kind === "changed-meanwhile") return outcome;
  // Read again: an unchanged one keeps who saved it and when.
  const saved = outcome.kind === "unchanged" ? await store.journey(journey.id) : undefined;
  return {
    kind: "saved",
    saved: saved ?? { version: outcome.version, value: journey, savedAt: change.at, savedBy: change.by },
  };
}
