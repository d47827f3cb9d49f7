import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { liquidTemplates } from "../../adapters/liquid/liquid-templates.ts";
import { checkProgramme } from "../../core/programme/check-programme.ts";
import { Journey } from "../../core/programme/programme.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (...names: string[]): unknown => JSON.parse(readFileSync(path.join(root, ...names), "utf8"));

describe.each(["config", "samples/programme"])("%s", (folder) => {
  const journeys = readdirSync(path.join(root, folder, "journeys")).map((file) =>
    Journey.parse(read(folder, "journeys", file)),
  );

  test("passes the check that saving it would make", () => {
    expect(checkProgramme(read(folder, "programme.json"), { journeys, texts: liquidTemplates() })).toMatchObject({
      kind: "sound",
    });
  });

  test("has a file for each journey, named by its id", () => {
    expect(readdirSync(path.join(root, folder, "journeys")).map((file) => file.replace(".json", ""))).toEqual(
      journeys.map(({ id }) => id),
    );
  });

  test("speaks both languages in every message", () => {
    const checked = checkProgramme(read(folder, "programme.json"), { journeys, texts: liquidTemplates() });
    const templates = checked.kind === "sound" ? checked.value.templates : [];
    expect(templates.length).toBeGreaterThan(0);
    for (const { sms, email } of templates) {
      for (const copies of [sms, email]) expect(Object.keys(copies ?? {}).toSorted()).toEqual(["en", "zh-CN"]);
    }
  });
});

test("the shipped programme has the practitioners' figures", () => {
  const shipped = read("config", "programme.json") as { points: object; offers: { id: string }[] };
  expect(shipped.points).toMatchObject({ perMajorUnit: 1, liabilityMinorPer1000: 5_000 });
  expect(shipped.offers.find(({ id }) => id === "quiet-180")).toMatchObject({ faceMinor: 5_000, thresholdMinor: 0 });
});
