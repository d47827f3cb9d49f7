import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeLock } from "../../../tools/local/lock.ts";
import { theRun } from "../../../tools/local/runs.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "perennial-runs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aLiveRun = (name: string) => takeLock(path.join(folder, name, "lock.json"));
function aDeadRun(name: string): void {
  mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, name, "lock.json"), JSON.stringify({ pid: process.pid, startedAt: "long ago" }));
}

describe("the run that a command is meant for", () => {
  test("is the only one alive, past dead ones and folders that are no runs", () => {
    mkdirSync(path.join(folder, "venv"));
    aDeadRun("e2e");
    aLiveRun("start");
    expect(theRun(undefined, folder)).toMatchObject({ name: "start", holder: { pid: process.pid } });
  });

  test("must be named when several are alive", () => {
    aLiveRun("start");
    aLiveRun("start-5600");
    expect(() => theRun(undefined, folder)).toThrow("choose one with --run (start, start-5600)");
    expect(theRun("start-5600", folder).name).toBe("start-5600");
  });

  test("is asked for in a sentence when none is alive", () => {
    aDeadRun("start");
    expect(() => theRun(undefined, folder)).toThrow("Nothing is running here");
    expect(() => theRun(undefined, path.join(folder, "missing"))).toThrow("Nothing is running here");
  });
});
