import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Journey, Programme } from "../../../core/programme/programme.ts";
import { aDormantJourney, aJourney } from "../../support/builders/a-journey.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { aCommandWorld, type CommandWorld } from "../../support/command-world.ts";

let folder: string;
let world: CommandWorld;

/** A folder with a programme (none when null) and journeys, by the names of their files. */
function write(programme: Programme | null, journeys: Record<string, Journey | string>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, "journeys"), { recursive: true });
  if (programme) writeFileSync(path.join(folder, "programme.json"), JSON.stringify(programme));
  for (const [name, journey] of Object.entries(journeys)) {
    const text = typeof journey === "string" ? journey : JSON.stringify(journey);
    writeFileSync(path.join(folder, "journeys", `${name}.json`), text);
  }
}

const WHOLE = { welcome: aJourney(), dormant: aDormantJourney() };
const apply = (...more: string[]) => world.run("programme", "apply", folder, ...more);
const versions = async (id: string) =>
  (await world.store.journeyVersions(id, 9)).map(({ version, savedBy }) => `${version} ${savedBy}`);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "programme-"));
  world = aCommandWorld();
  write(aProgramme(), WHOLE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("apply", () => {
  test("brings a programme and its journeys into an empty deployment, with who and when", async () => {
    expect(await apply("--by", "Wang Li")).toContain("in force on a test");
    expect(await world.store.programme()).toEqual({
      version: 1,
      value: aProgramme(),
      savedAt: world.now,
      savedBy: "Wang Li",
    });
    expect((await world.store.journeys()).map(({ value }) => value.id)).toEqual(["dormant", "welcome"]);
  });

  test("again changes nothing; a change makes one version of what changed alone", async () => {
    await apply();
    expect(await apply()).toBe("in force already");
    write(aProgramme(), { ...WHOLE, welcome: aJourney({ capPer30Days: 9 }) });
    expect(await apply()).toContain("~ capPer30Days: 4 → 9");
    expect(await versions("welcome")).toEqual(["2 cli:li", "1 cli:li"]);
    expect(await versions("dormant")).toEqual(["1 cli:li"]);
    expect((await world.store.programme()).version).toBe(1);
  });

  test("leaves journeys alone that the folder hasn't, and says so", async () => {
    await apply();
    write(aProgramme({ name: "Corner Shop & Sons" }), { welcome: aJourney() });
    expect(await apply()).toContain("as they were: dormant");
    expect((await world.store.journey("dormant"))?.version).toBe(1);
  });

  test("checks everything first: one fault, told at its file, and nothing of it all is saved", async () => {
    await apply();
    write(aProgramme({ name: "New" }), { ...WHOLE, welcome: aJourney({ holdOutShare: 0.9 }) });
    expect(await apply()).toBe("");
    expect(world.exitCode).toBe(1);
    expect(world.noted.join("\n")).toMatch(/welcome\.json\n {2}\/holdOutShare: 0\.5 at most/);
    expect((await world.store.programme()).version).toBe(1);
  });

  test("holds a new programme against journeys that stay in force", async () => {
    await apply();
    write(aProgramme({ offers: aProgramme().offers.filter(({ id }) => id !== "quiet-90") }), { welcome: aJourney() });
    await apply();
    expect(world.exitCode).toBe(1);
    expect(world.noted.join("\n")).toContain("journey dormant (in force)\n  /steps/quiet-90/offer");
  });

  test("changes an offer's name and the journey that gives it in one go, though neither makes sense without the other", async () => {
    await apply();
    const offers = aProgramme().offers.map((offer) => (offer.id === "newcomer" ? { ...offer, id: "hello" } : offer));
    const welcome = aJourney({
      steps: { ...aJourney().steps, welcome: { ...aJourney().steps.welcome, offer: "hello" } },
    } as Partial<Journey>);
    write(aProgramme({ offers }), { ...WHOLE, welcome });
    expect(await apply()).toContain("programme: version 1 → 2");
    expect((await world.store.journey("welcome"))?.value.steps.welcome?.offer).toBe("hello");
  });

  test("saves nothing when somebody else changed it since it was read", async () => {
    await apply();
    write(aProgramme(), { welcome: aJourney({ capPer30Days: 9 }) });
    const { saveTogether } = world.store;
    world.store.saveTogether = async (...args) => {
      await world.store.saveJourney(aDormantJourney({ enabled: false }), 1, "k_other", world.now);
      return saveTogether.apply(world.store, args);
    };
    await apply();
    expect(world.exitCode).toBe(1);
    expect(world.noted.join()).toContain("somebody else changed the programme meanwhile");
    expect(await versions("welcome")).toEqual(["1 cli:li"]);
  });

  test.each<[string, () => void, string]>([
    ["a folder that holds nothing", () => rmSync(folder, { recursive: true }), "holds neither programme.json nor"],
    ["a file that isn't JSON", () => write(aProgramme(), { welcome: "{" }), "can't be read as JSON"],
  ])("%s is asked wrongly", async (_what, prepare, sentence) => {
    prepare();
    await apply();
    expect(world.exitCode).toBe(2);
    expect(world.noted.join()).toContain(sentence);
  });

  test.each<[string, () => void, string]>([
    [
      "a file named otherwise than its journey",
      () => write(aProgramme(), { hello: aJourney() }),
      "/id: the file is named hello.json",
    ],
    [
      "two journeys of one experiment",
      () => write(aProgramme(), { welcome: aJourney(), dormant: aDormantJourney({ experiment: "welcome-1" }) }),
      "/experiment: the journey",
    ],
    ["journeys alone where no programme is in force", () => write(null, WHOLE), "no programme is in force yet"],
  ])("%s is refused", async (_what, prepare, sentence) => {
    prepare();
    await apply();
    expect(world.exitCode).toBe(1);
    expect(world.noted.join()).toContain(sentence);
    expect(await world.store.journeys()).toEqual([]);
  });
});

test("diff shows what apply would change and changes nothing", async () => {
  await apply();
  expect(await world.run("programme", "diff", folder)).toBe("no difference");
  write(aProgramme({ contact: { ...aProgramme().contact, capPerDay: 3 } }), WHOLE);
  expect(await world.run("programme", "diff", folder)).toBe("programme: version 1 → 2\n  ~ contact.capPerDay: 2 → 3");
  expect(JSON.parse(await world.run("programme", "diff", folder, "--json"))).toEqual({
    changes: [
      {
        what: "programme",
        fromVersion: 1,
        toVersion: 2,
        differences: [{ path: "contact.capPerDay", before: 2, after: 3 }],
      },
    ],
    untouched: [],
  });
  expect((await world.store.programme()).version).toBe(1);
});

describe("show", () => {
  test("before there is a programme, a sentence says what to do", async () => {
    await world.run("programme", "show");
    expect(world.exitCode).toBe(1);
    expect(world.noted.join()).toContain("perennial programme apply");
  });

  test("in force, one in any version, and the history", async () => {
    await apply("--by", "Ann");
    write(aProgramme(), { ...WHOLE, welcome: aJourney({ enabled: false }) });
    await apply("--by", "Bo");
    const shown = await world.run("programme", "show");
    expect(shown).toContain("Corner Shop: GBP, Europe/London, version 1");
    expect(shown).toMatch(/welcome\s+│ off/);
    expect(JSON.parse(await world.run("programme", "show", "--journey", "welcome", "--version", "1"))).toEqual(
      aJourney(),
    );
    expect(await world.run("programme", "show", "--journey", "welcome", "--history")).toMatch(/2 .*Bo[\s\S]*1 .*Ann/);
    await world.run("programme", "show", "--journey", "welcome", "--version", "7");
    expect(world.noted.join()).toBe("journey welcome has no version 7");
  });

  test("what was written into a folder is in force already", async () => {
    await apply();
    const copy = path.join(folder, "copy");
    await world.run("programme", "show", "--into", copy);
    expect(JSON.parse(readFileSync(path.join(copy, "journeys", "welcome.json"), "utf8"))).toEqual(aJourney());
    expect(await world.run("programme", "diff", copy)).toBe("no difference");
  });
});

describe("rollback", () => {
  test("puts an earlier version in force as a new one", async () => {
    await apply();
    write(aProgramme(), { ...WHOLE, welcome: aJourney({ enabled: false }) });
    await apply();
    expect(await world.run("programme", "rollback", "welcome", "--to", "1", "--by", "Ann")).toContain(
      "~ enabled: false → true",
    );
    expect(await versions("welcome")).toEqual(["3 Ann", "2 cli:li", "1 cli:li"]);
    expect(await world.run("programme", "rollback", "welcome", "--to", "1")).toBe("version 1 is in force already");
  });

  test("of a programme that today's journeys can't live with is refused", async () => {
    write(aProgramme(), { welcome: aJourney() });
    const small = aProgramme({ offers: aProgramme().offers.slice(0, 2) });
    write(small, { welcome: aJourney() });
    await apply();
    write(aProgramme(), WHOLE);
    await apply();
    await world.run("programme", "rollback", "programme", "--to", "1");
    expect(world.exitCode).toBe(1);
    expect(world.noted.join("\n")).toContain("journey dormant (in force)");
    expect((await world.store.programme()).version).toBe(2);
  });

  test("to a version that never was is refused", async () => {
    await apply();
    await world.run("programme", "rollback", "programme", "--to", "9");
    expect(world.noted.join()).toBe("the programme has no version 9");
    await world.run("programme", "rollback", "autumn", "--to", "1");
    expect(world.exitCode).toBe(1);
  });
});
