import type { Programme } from "./programme.ts";
import type { ProgrammeStore, Saved } from "./programme-store.ts";

/** Versions that are looked through for the rules of a day that has been. */
const VERSIONS_READ = 200;

const isBy = (moment: string, other: string): boolean => Date.parse(moment) <= Date.parse(other);

/** The version in force at a moment; the first one for what happened before there was any. `versions` in any order. */
export function inForceAt<T>(versions: Saved<T>[], moment: string): Saved<T> | undefined {
  const byVersion = versions.toSorted((a, b) => a.version - b.version);
  return byVersion.findLast((one) => isBy(one.savedAt, moment)) ?? byVersion[0];
}

/** The programme as it is and as it was. */
export interface ProgrammeHistory {
  /** In force now: read anew each time that it is asked for. */
  current(): Promise<Saved<Programme>>;
  /** In force when something happened (RFC 3339): what earning, tiers and tags go by. */
  at(moment: string): Promise<Saved<Programme>>;
}

/**
 * Reads the current version once for this history, which should live as long as a batch. Earlier versions never change:
 * they are read only for a moment before the current one, and kept in `known` for as long as the process lives.
 */
export function programmeHistory(
  store: Pick<ProgrammeStore, "programme" | "programmeVersions">,
  known: Map<number, Saved<Programme>[]> = new Map(),
): ProgrammeHistory {
  let reading: Promise<Saved<Programme>> | undefined;
  const current = (): Promise<Saved<Programme>> => {
    reading ??= store.programme();
    return reading;
  };
  return {
    current,
    async at(moment) {
      const latest = await current();
      if (latest.version === 1 || isBy(latest.savedAt, moment)) return latest;
      const versions = known.get(latest.version) ?? (await store.programmeVersions(VERSIONS_READ));
      known.set(latest.version, versions);
      return inForceAt(versions, moment) ?? latest;
    },
  };
}
