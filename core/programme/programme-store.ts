import type { Journey, Programme } from "./programme.ts";

export interface Saved<T> {
  version: number;
  value: T;
  savedAt: string;
  savedBy: string;
}

/**
 * `unchanged`: the document in force says the same already, whoever saved it; no version is made, so a call that is
 * repeated because its answer was lost is a success. `changed-meanwhile`: the version in force is this one.
 */
export type SaveOutcome =
  | { kind: "saved"; version: number }
  | { kind: "unchanged"; version: number }
  | { kind: "changed-meanwhile"; version: number };

/** Nobody has given this deployment its programme yet. */
export class ProgrammeMissingError extends Error {
  override readonly name = "ProgrammeMissingError";
  constructor() {
    super("no programme is in force: apply one first (perennial programme apply)");
  }
}

/** Configuration with versions that are never deleted. Reads of what is in force are consistent. */
export interface ProgrammeStore {
  /** @throws ProgrammeMissingError before the first one was saved. */
  programme(): Promise<Saved<Programme>>;
  /** A version that was in force once; never changes, so it may be kept. */
  programmeAt(version: number): Promise<Saved<Programme> | undefined>;
  /** Latest first. */
  programmeVersions(limit: number): Promise<Saved<Programme>[]>;
  /** `expected` is the version that the change was made on; 0 where there is none yet. */
  saveProgramme(programme: Programme, expected: number, by: string, at: string): Promise<SaveOutcome>;
  /** By id. */
  journeys(): Promise<Saved<Journey>[]>;
  journey(id: string): Promise<Saved<Journey> | undefined>;
  journeyAt(id: string, version: number): Promise<Saved<Journey> | undefined>;
  /** Latest first. */
  journeyVersions(id: string, limit: number): Promise<Saved<Journey>[]>;
  /** `expected` is the version that the change was made on; 0 for a journey that isn't there yet. */
  saveJourney(journey: Journey, expected: number, by: string, at: string): Promise<SaveOutcome>;
  /**
   * Saves all of them or none, so that what is in force always makes sense together; on condition, too, that what was
   * only looked at is still in force. At most `MOST_SAVED_TOGETHER` documents.
   */
  saveTogether(changes: ProgrammeChanges, by: string, at: string): Promise<SavedTogether>;
}

/** A transaction holds 100 items: two for each document that changes and one more for each new journey. */
export const MOST_SAVED_TOGETHER = 33;

/** Documents with the versions that they were changed or looked at in; 0 where there was none. */
export interface ProgrammeChanges {
  programme?: { value: Programme; expected: number };
  journeys: { value: Journey; expected: number }[];
  /** Looked at when the changes were checked, and not changed. */
  held: { programme?: number; journeys: { id: string; version: number }[] };
}

/** `changed-meanwhile`: somebody else changed one of the documents since it was read; nothing was saved. */
export type SavedTogether = { kind: "saved" } | { kind: "changed-meanwhile" };
