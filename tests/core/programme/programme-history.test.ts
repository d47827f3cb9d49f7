import { describe, expect, it } from "vitest";
import type { Programme } from "../../../core/programme/programme.ts";
import { inForceAt, programmeHistory } from "../../../core/programme/programme-history.ts";
import type { Saved } from "../../../core/programme/programme-store.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";

const saved = (version: number, savedAt: string): Saved<Programme> => ({
  version,
  value: aProgramme({ name: `version ${version}` }),
  savedAt,
  savedBy: "marketer",
});
const versions = [
  saved(3, "2011-09-10T00:00:00Z"),
  saved(1, "2011-09-01T00:00:00.000Z"),
  saved(2, "2011-09-05T00:00:00Z"),
];

function aStore() {
  const reads = { programme: 0, versions: 0 };
  const store = {
    programme: async () => {
      reads.programme += 1;
      return versions[0] ?? saved(3, "");
    },
    programmeVersions: async () => {
      reads.versions += 1;
      return versions;
    },
  };
  return { reads, store };
}

describe("the programme in force", () => {
  it("is the last one that was saved by then, however the moments are written", () => {
    const at = (moment: string) => inForceAt(versions, moment)?.version;
    expect(at("2011-09-04T23:59:59.999Z")).toBe(1);
    expect(at("2011-09-05T00:00:00.000Z")).toBe(2);
    expect(at("2011-09-05T01:00:00+01:00")).toBe(2);
    expect(at("2011-12-01T00:00:00.000Z")).toBe(3);
  });

  it("is the first one for what happened before there was any", () => {
    expect(inForceAt(versions, "2010-01-01T00:00:00.000Z")?.version).toBe(1);
    expect(inForceAt([], "2010-01-01T00:00:00.000Z")).toBeUndefined();
  });

  it("is read once a batch, and earlier versions only for what is older than the current one", async () => {
    const { reads, store } = aStore();
    const known = new Map<number, Saved<Programme>[]>();
    const history = programmeHistory(store, known);
    expect((await history.at("2011-09-11T00:00:00.000Z")).version).toBe(3);
    expect((await history.current()).version).toBe(3);
    expect(reads).toEqual({ programme: 1, versions: 0 });
    expect((await history.at("2011-09-06T00:00:00.000Z")).version).toBe(2);
    expect((await programmeHistory(store, known).at("2011-09-02T00:00:00.000Z")).version).toBe(1);
    expect(reads).toEqual({ programme: 2, versions: 1 });
  });
});
