import { beforeEach, describe, expect, it } from "vitest";
import {
  MOST_SAVED_TOGETHER,
  ProgrammeMissingError,
  type ProgrammeStore,
} from "../../core/programme/programme-store.ts";
import { aDormantJourney, aJourney } from "./builders/a-journey.ts";
import { aProgramme } from "./builders/a-programme.ts";

const AT = "2011-09-01T10:00:00.000Z";
const LATER = "2011-09-02T10:00:00.000Z";

/**
 * What every programme store must do: run against the in-memory one and against DynamoDB's.
 * @param storeOf answers an empty store for each test
 */
export function programmeStoreContract(name: string, storeOf: () => Promise<ProgrammeStore> | ProgrammeStore): void {
  describe(`the programme store ${name}`, () => {
    let store: ProgrammeStore;
    beforeEach(async () => {
      store = await storeOf();
    });

    it("has no programme until the first one is saved", async () => {
      await expect(store.programme()).rejects.toThrow(ProgrammeMissingError);
      expect(await store.programmeVersions(10)).toEqual([]);
      expect(await store.journeys()).toEqual([]);
      expect(await store.journey("welcome")).toBeUndefined();
      expect(await store.journeyVersions("welcome", 10)).toEqual([]);
    });

    it("keeps every version of the programme with who and when", async () => {
      const second = aProgramme({ name: "Corner Shop & Sons" });
      expect(await store.saveProgramme(aProgramme(), 0, "k_1", AT)).toEqual({ kind: "saved", version: 1 });
      expect(await store.saveProgramme(second, 1, "k_2", LATER)).toEqual({ kind: "saved", version: 2 });
      const first = { version: 1, value: aProgramme(), savedAt: AT, savedBy: "k_1" };
      const latest = { version: 2, value: second, savedAt: LATER, savedBy: "k_2" };
      expect(await store.programme()).toEqual(latest);
      expect(await store.programmeAt(1)).toEqual(first);
      expect(await store.programmeAt(3)).toBeUndefined();
      expect(await store.programmeVersions(10)).toEqual([latest, first]);
      expect(await store.programmeVersions(1)).toEqual([latest]);
    });

    it("refuses a change that was made on another version", async () => {
      await store.saveProgramme(aProgramme(), 0, "k_1", AT);
      await store.saveProgramme(aProgramme({ name: "B" }), 1, "k_1", AT);
      const late = { kind: "changed-meanwhile", version: 2 };
      expect(await store.saveProgramme(aProgramme({ name: "C" }), 1, "k_2", LATER)).toEqual(late);
      expect(await store.saveProgramme(aProgramme({ name: "C" }), 0, "k_2", LATER)).toEqual(late);
      expect(await store.saveProgramme(aProgramme({ name: "C" }), 7, "k_2", LATER)).toEqual(late);
      expect((await store.programme()).value.name).toBe("B");
    });

    it("makes no version of what is in force already, whatever the order of its fields", async () => {
      await store.saveJourney(aJourney(), 0, "k_1", AT);
      const shuffled = Object.fromEntries(Object.entries(aJourney()).toReversed()) as ReturnType<typeof aJourney>;
      for (const expected of [1, 0]) {
        expect(await store.saveJourney(shuffled, expected, "k_2", LATER)).toEqual({ kind: "unchanged", version: 1 });
      }
      expect(await store.journeyVersions("welcome", 10)).toEqual([
        { version: 1, value: aJourney(), savedAt: AT, savedBy: "k_1" },
      ]);
    });

    it("goes back to an earlier version by a new one", async () => {
      await store.saveJourney(aJourney(), 0, "k_1", AT);
      await store.saveJourney(aJourney({ enabled: false }), 1, "k_1", AT);
      expect(await store.saveJourney(aJourney(), 2, "k_1", LATER)).toEqual({ kind: "saved", version: 3 });
      expect(
        (await store.journeyVersions("welcome", 10)).map(({ version, value }) => [version, value.enabled]),
      ).toEqual([
        [3, true],
        [2, false],
        [1, true],
      ]);
      expect((await store.journeyAt("welcome", 2))?.value.enabled).toBe(false);
    });

    it("lists each journey once, by id, in the version that is in force", async () => {
      await store.saveJourney(aJourney({ id: "welcome" }), 0, "k_1", AT);
      await store.saveJourney(aJourney({ id: "autumn" }), 0, "k_1", AT);
      await store.saveJourney(aJourney({ id: "welcome", enabled: false }), 1, "k_1", AT);
      expect((await store.journeys()).map(({ version, value }) => [value.id, version, value.enabled])).toEqual([
        ["autumn", 1, true],
        ["welcome", 2, false],
      ]);
    });

    it("lists more journeys than one read brings", async () => {
      const ids = Array.from({ length: 120 }, (_, at) => `j-${String(at).padStart(3, "0")}`);
      for (const id of ids) await store.saveJourney(aJourney({ id, experiment: id }), 0, "k_1", AT);
      expect((await store.journeys()).map(({ value }) => value.id)).toEqual(ids);
    });

    it("lets one of many win who save at once, and tells the others", async () => {
      await store.saveJourney(aJourney(), 0, "k_1", AT);
      const changes = Array.from({ length: 8 }, (_, at) => aJourney({ capPer30Days: at + 10 }));
      const outcomes = await Promise.all(changes.map((journey) => store.saveJourney(journey, 1, "k_1", LATER)));
      expect(outcomes.filter(({ kind }) => kind === "saved")).toEqual([{ kind: "saved", version: 2 }]);
      expect(outcomes.filter(({ kind }) => kind === "changed-meanwhile")).toHaveLength(7);
      expect(await store.journeyVersions("welcome", 10)).toHaveLength(2);
    });

    it("saves several documents together, or none of them", async () => {
      const welcome = { value: aJourney(), expected: 0 };
      const dormant = { value: aDormantJourney(), expected: 0 };
      const first = {
        programme: { value: aProgramme(), expected: 0 },
        journeys: [welcome, dormant],
        held: { journeys: [] },
      };
      expect(await store.saveTogether(first, "k_1", AT)).toEqual({ kind: "saved" });
      expect(await store.programme()).toEqual({ version: 1, value: aProgramme(), savedAt: AT, savedBy: "k_1" });
      expect((await store.journeys()).map(({ value }) => value.id)).toEqual(["dormant", "welcome"]);

      const off = { value: aJourney({ enabled: false }), expected: 1 };
      const late = { value: aDormantJourney({ enabled: false }), expected: 7 };
      const second = { journeys: [off, late], held: { programme: 1, journeys: [] } };
      expect(await store.saveTogether(second, "k_1", LATER)).toEqual({ kind: "changed-meanwhile" });
      expect((await store.journey("welcome"))?.value.enabled).toBe(true);
      expect(await store.journeyVersions("welcome", 9)).toHaveLength(1);
    });

    it("saves nothing together when what was only looked at has changed", async () => {
      await store.saveProgramme(aProgramme(), 0, "k_1", AT);
      await store.saveJourney(aJourney(), 0, "k_1", AT);
      const change = (programme: number, welcome: number) => ({
        journeys: [{ value: aDormantJourney(), expected: 0 }],
        held: { programme, journeys: [{ id: "welcome", version: welcome }] },
      });
      expect(await store.saveTogether(change(2, 1), "k_1", AT)).toEqual({ kind: "changed-meanwhile" });
      expect(await store.saveTogether(change(1, 2), "k_1", AT)).toEqual({ kind: "changed-meanwhile" });
      expect(await store.journey("dormant")).toBeUndefined();
      expect(await store.saveTogether(change(1, 1), "k_1", AT)).toEqual({ kind: "saved" });
    });

    it("holds as many documents in one save as it promises", async () => {
      const journeys = Array.from({ length: MOST_SAVED_TOGETHER - 1 }, (_, at) => ({
        value: aJourney({ id: `j-${at}`, experiment: `j-${at}` }),
        expected: 0,
      }));
      const all = { programme: { value: aProgramme(), expected: 0 }, journeys, held: { journeys: [] } };
      expect(await store.saveTogether(all, "k_1", AT)).toEqual({ kind: "saved" });
      expect(await store.journeys()).toHaveLength(MOST_SAVED_TOGETHER - 1);
    });

    it("hands out nothing that changes what it keeps", async () => {
      await store.saveJourney(aJourney(), 0, "k_1", AT);
      const read = await store.journey("welcome");
      if (read) read.value.enabled = false;
      expect((await store.journey("welcome"))?.value.enabled).toBe(true);
    });
  });
}
