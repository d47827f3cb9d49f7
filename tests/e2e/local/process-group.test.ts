import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPython } from "../../../tools/local/find-python.ts";
import { projectRoot } from "../../../tools/local/layout.ts";
import { killGroup, readGroups, startGroup } from "../../../tools/local/process-group.ts";
import { findProcess } from "../../../tools/local/process-table.ts";

const local = path.join(projectRoot, "tools", "local");
const launcher = path.join(local, "launch.py");
const preload = pathToFileURL(path.join(local, "end-with-starter.ts")).href;
/** A leader that starts a worker, writes down both numbers, and would run for a minute. */
const WORKER = "setTimeout(() => {}, 60_000)";
const leaderOf = (file: string) => `
  const { spawn } = require("node:child_process");
  const worker = spawn(process.execPath, ["-e", ${JSON.stringify(WORKER)}], { stdio: "ignore" });
  require("node:fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify([process.pid, worker.pid]));
  ${WORKER}`;

let folder: string;
let numbers: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "perennial-group-"));
  numbers = path.join(folder, "numbers.json");
});
afterEach(async () => {
  for (const group of readGroups(path.join(folder, "record"))) await killGroup(group);
  rmSync(folder, { recursive: true, force: true });
});

async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (let tries = 0; tries < 500; tries++) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await pause(20);
  }
  throw new Error("waited for ten seconds in vain");
}

/** Until the file is written: it is there, and empty, a moment before. */
const pids = () =>
  until(() => {
    const text = existsSync(numbers) && readFileSync(numbers, "utf8");
    return text ? (JSON.parse(text) as number[]) : undefined;
  });
const alive = (all: readonly number[]) => all.filter((pid) => findProcess(pid) !== undefined);
const options = (command: [string, ...string[]]) => ({
  ...{ what: "test", command, cwd: folder, env: {} },
  ...{ log: path.join(folder, "log"), record: path.join(folder, "record") },
});

describe("a group of processes", () => {
  test("is gone, workers included, when kill comes back", async () => {
    const group = startGroup(options([process.execPath, "-e", leaderOf(numbers)]));
    const started = await pids();
    expect(alive(started)).toHaveLength(2);
    await group.kill();
    expect(alive(started)).toEqual([]);
  });

  test("is ended by a later run from its record, even when its leader has died", async () => {
    startGroup(options([process.execPath, "-e", leaderOf(numbers)]));
    const [leader = -1, worker = -1] = await pids();
    process.kill(leader, "SIGKILL");
    await until(() => findProcess(leader) === undefined);
    expect(alive([worker])).toEqual([worker]);
    const [record] = readGroups(path.join(folder, "record"));
    expect(record?.pid).toBe(leader);
    if (record) expect(await killGroup(record)).toBe(1);
    expect(alive([worker])).toEqual([]);
  });

  test("leaves a stranger alone that got its leader's number", async () => {
    const stranger = spawn(process.execPath, ["-e", WORKER], { detached: true, stdio: "ignore" });
    const pid = stranger.pid ?? -1;
    expect(await killGroup({ pid, startedAt: "another boot/1", mark: "another run", what: "test" })).toBe(0);
    expect(alive([pid])).toEqual([pid]);
    stranger.kill("SIGKILL");
  });

  test("is asked before it is killed, so that it can write its state", async () => {
    const file = path.join(folder, "state");
    const polite = `process.on("SIGTERM", () => { require("node:fs").writeFileSync(${JSON.stringify(file)}, "kept"); process.exit(); });
      require("node:fs").writeFileSync(${JSON.stringify(numbers)}, JSON.stringify([process.pid])); ${WORKER}`;
    const group = startGroup(options([process.execPath, "-e", polite]));
    await pids();
    await group.askToEnd(5_000);
    expect(readFileSync(file, "utf8")).toBe("kept");
  });

  /** Starts the command in a process of its own, kills that one with -9, and says which of the command's live on. */
  async function survivors(command: [string, ...string[]]): Promise<number[]> {
    const starter = spawn(
      process.execPath,
      [
        "--input-type=module-typescript",
        "--eval",
        `import { startGroup } from ${JSON.stringify(pathToFileURL(path.join(local, "process-group.ts")).href)};
         startGroup(${JSON.stringify({ ...options(command), env: { NODE_NO_WARNINGS: "1" } })});
         setTimeout(() => {}, 60_000);`,
      ],
      { stdio: "ignore" },
    );
    const started = await pids();
    expect(alive(started)).toHaveLength(2);
    starter.kill("SIGKILL");
    await until(() => alive(started).length === 0).catch(() => {});
    return alive(started);
  }

  test("under Node dies with its starter, kill -9 included", async () => {
    expect(await survivors([process.execPath, "--import", preload, "-e", leaderOf(numbers)])).toEqual([]);
  });

  test("under Python dies with its starter, kill -9 included", async () => {
    const { executable } = await findPython();
    const leader = `import json, os, subprocess, time
worker = subprocess.Popen(["sleep", "60"])
json.dump([os.getpid(), worker.pid], open(${JSON.stringify(numbers)}, "w"))
time.sleep(60)`;
    // `timeit` runs a statement that it is given: a module of the standard library that stands in for the local cloud.
    expect(await survivors([executable, launcher, "timeit", "-n", "1", "-r", "1", leader])).toEqual([]);
  });
});
