import type { Journey, Programme } from "./programme.ts";

export interface Saved<T> {
  version: number;
  value: T;
  savedAt: string;
  savedBy: string;
}

export type SaveOutcome = { kind: "saved"; version: number } | { kind: "changed-meanwhile"; version: number };

/** Configuration with versions that are never deleted. Reads of what is in force are consistent. */
export interface ProgrammeStore {
  programme(): Promise<Saved<Programme>>;
  programmeVersions(limit: number): Promise<Saved<Programme>[]>;
  saveProgramme(programme: Programme, expected: number, by: string, at: string): Promise<SaveOutcome>;
  journeys(): Promise<Saved<Journey>[]>;
  journey(id: string): Promise<Saved<Journey> | undefined>;
  journeyVersions(id: string, limit: number): Promise<Saved<Journey>[]>;
  /** `expected` is the version that the change was made on; 0 for a journey that isn't there yet. */
  saveJourney(journey: Journey, expected: number, by: string, at: string): Promise<SaveOutcome>;
}
