import { beforeEach, describe, expect, test } from "vitest";
import { liquidTemplates } from "../../../adapters/liquid/liquid-templates.ts";
import { changeJourney, entityTag, type JourneyChange } from "../../../core/programme/change-journey.ts";
import { aDormantJourney, aJourney } from "../../support/builders/a-journey.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { InMemoryProgrammeStore } from "../../support/in-memory-programme-store.ts";

const texts = liquidTemplates();
const AT = "2011-09-02T10:00:00.000Z";
let store: InMemoryProgrammeStore;

beforeEach(async () => {
  store = new InMemoryProgrammeStore();
  await store.saveProgramme(aProgramme(), 0, "k_setup", "2011-09-01T10:00:00.000Z");
  await store.saveJourney(aJourney(), 0, "k_setup", "2011-09-01T10:00:00.000Z");
  await store.saveJourney(aDormantJourney(), 0, "k_setup", "2011-09-01T10:00:00.000Z");
});

const changed = (change: Partial<JourneyChange> = {}) =>
  changeJourney(
    {
      id: "welcome",
      sent: aJourney({ enabled: false }),
      ifMatch: entityTag(1),
      ifNoneMatch: undefined,
      by: "k_1",
      at: AT,
      ...change,
    },
    { store, texts },
  );

test("a change is saved as a new version, with who and when", async () => {
  expect(await changed()).toEqual({
    kind: "saved",
    saved: { version: 2, value: aJourney({ enabled: false }), savedAt: AT, savedBy: "k_1" },
  });
  expect((await store.journeyVersions("welcome", 9)).map(({ version, savedBy }) => [version, savedBy])).toEqual([
    [2, "k_1"],
    [1, "k_setup"],
  ]);
});

describe("the condition", () => {
  test.each([undefined, "1", "*", '"one"', '"1", "2"', '"-1"', ""])(
    "%s names no version: nothing is done",
    async (ifMatch) => {
      expect(await changed({ ifMatch })).toEqual({ kind: "no-condition" });
      expect(await store.journeyVersions("welcome", 9)).toHaveLength(1);
    },
  );

  test("a weakened tag is the tag", async () => {
    expect((await changed({ ifMatch: 'W/"1"' })).kind).toBe("saved");
  });

  test("somebody else's change meanwhile is told, and stays", async () => {
    await changed({ sent: aJourney({ capPer30Days: 9 }), by: "k_other" });
    expect(await changed()).toEqual({ kind: "changed-meanwhile", version: 2 });
    expect((await store.journey("welcome"))?.value.capPer30Days).toBe(9);
  });

  test("a new journey is made where there is none, and only there", async () => {
    const autumn = aJourney({ id: "autumn", experiment: "autumn-1" });
    const fresh = { id: "autumn", sent: autumn, ifMatch: undefined, ifNoneMatch: "*" };
    expect(await changed(fresh)).toMatchObject({ kind: "saved", saved: { version: 1 } });
    const other = { ...fresh, sent: { ...autumn, enabled: false } };
    expect(await changed(other)).toEqual({ kind: "changed-meanwhile", version: 1 });
    expect(
      await changed({ id: "winter", sent: { ...autumn, id: "winter", experiment: "w" }, ifMatch: entityTag(1) }),
    ).toEqual({
      kind: "changed-meanwhile",
      version: 0,
    });
  });
});

test("saying what is in force already makes no version, so an answer that was lost may be asked for again", async () => {
  const first = await changed();
  expect(await changed()).toEqual(first);
  expect(await changed({ at: "2011-09-03T10:00:00.000Z", by: "k_2", ifMatch: entityTag(2) })).toEqual(first);
  expect(await store.journeyVersions("welcome", 9)).toHaveLength(2);
});

test("what makes no sense changes nothing", async () => {
  const experimentOfAnother = await changed({ sent: aJourney({ experiment: "dormant-1" }) });
  expect(experimentOfAnother).toMatchObject({
    kind: "unsound",
    problems: [{ pointer: "/experiment", code: "experiment-taken" }],
  });
  expect(await changed({ sent: null })).toMatchObject({ kind: "unsound" });
  expect(await changed({ sent: { ...aJourney(), id: "autumn", experiment: "autumn-1" } })).toMatchObject({
    kind: "unsound",
    problems: [{ pointer: "/id", code: "id-of-another" }],
  });
  expect(await store.journeyVersions("welcome", 9)).toHaveLength(1);
});
