import type { Journey, Programme } from "../../core/programme/programme.ts";
import {
  type ProgrammeChanges,
  ProgrammeMissingError,
  type ProgrammeStore,
  type Saved,
  type SavedTogether,
  type SaveOutcome,
} from "../../core/programme/programme-store.ts";
import { sameDocument } from "../../core/programme/same-document.ts";

/** Every version of one document, the first one first. */
type Versions<T> = Saved<T>[];

/** The programme store of tests: passes the same suite as DynamoDB's (programme-store-contract.ts). */
export class InMemoryProgrammeStore implements ProgrammeStore {
  readonly #programme: Versions<Programme> = [];
  readonly #journeys = new Map<string, Versions<Journey>>();

  async programme() {
    const saved = this.#programme.at(-1);
    if (!saved) throw new ProgrammeMissingError();
    return copy(saved);
  }

  async programmeAt(version: number) {
    return copy(this.#programme[version - 1]);
  }

  async programmeVersions(limit: number) {
    return this.#programme.toReversed().slice(0, limit).map(copy);
  }

  async saveProgramme(programme: Programme, expected: number, by: string, at: string) {
    return save(this.#programme, programme, expected, by, at);
  }

  async journeys() {
    const ids = [...this.#journeys.keys()].toSorted();
    return ids.flatMap((id) => this.#journeys.get(id)?.at(-1) ?? []).map(copy);
  }

  async journey(id: string) {
    return copy(this.#journeys.get(id)?.at(-1));
  }

  async journeyAt(id: string, version: number) {
    return copy(this.#journeys.get(id)?.[version - 1]);
  }

  async journeyVersions(id: string, limit: number) {
    return (this.#journeys.get(id) ?? []).toReversed().slice(0, limit).map(copy);
  }

  async saveJourney(journey: Journey, expected: number, by: string, at: string) {
    const versions = this.#journeys.get(journey.id) ?? [];
    const outcome = save(versions, journey, expected, by, at);
    if (versions.length > 0) this.#journeys.set(journey.id, versions);
    return outcome;
  }

  async saveTogether({ programme, journeys, held }: ProgrammeChanges, by: string, at: string): Promise<SavedTogether> {
    const versionOf = (id: string) => this.#journeys.get(id)?.length ?? 0;
    const asRead =
      (programme?.expected ?? held.programme ?? this.#programme.length) === this.#programme.length &&
      journeys.every(({ value, expected }) => versionOf(value.id) === expected) &&
      held.journeys.every(({ id, version }) => versionOf(id) === version);
    if (!asRead) return { kind: "changed-meanwhile" };
    if (programme) await this.saveProgramme(programme.value, programme.expected, by, at);
    for (const { value, expected } of journeys) await this.saveJourney(value, expected, by, at);
    return { kind: "saved" };
  }
}

function save<T>(versions: Versions<T>, value: T, expected: number, savedBy: string, savedAt: string): SaveOutcome {
  const before = versions.at(-1);
  const inForce = before?.version ?? 0;
  if (before && sameDocument(before.value, value)) return { kind: "unchanged", version: inForce };
  if (inForce !== expected) return { kind: "changed-meanwhile", version: inForce };
  versions.push(copy({ version: inForce + 1, value, savedAt, savedBy }));
  return { kind: "saved", version: inForce + 1 };
}

/** Nothing that is handed out can be changed from outside. */
const copy = <T>(value: T): T => structuredClone(value);
