import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { projectRoot } from "../../../tools/local/layout.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "perennial-endings-"));
  const module = pathToFileURL(path.join(projectRoot, "tools", "local", "endings.ts")).href;
  writeFileSync(
    path.join(folder, "work.ts"),
    `import { writeFileSync } from "node:fs";
     import { beforeEnding } from ${JSON.stringify(module)};
     beforeEnding(async () => writeFileSync("stopped", "yes"));
     writeFileSync("pid", String(process.pid));
     setInterval(() => {}, 60_000);`,
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const there = (file: string) => existsSync(path.join(folder, file));
async function appears(file: string): Promise<boolean> {
  for (let tries = 0; tries < 250 && !there(file); tries++) await pause(20);
  return there(file);
}

function started(command: string, args: string[], env: Record<string, string> = {}) {
  return spawn(command, args, { cwd: folder, env: { PATH: process.env.PATH ?? "", ...env }, stdio: "ignore" });
}

describe("a process that is told to end", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("by %s stops what it has running and ends with %i", async (signal, code) => {
    const child = started(process.execPath, ["work.ts"]);
    expect(await appears("pid")).toBe(true);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(there("stopped")).toBe(true);
  });

  // npm starts a shell that starts the script; "true" behind it keeps the shell from giving its place to Node.
  const asNpmDoes = `require("node:child_process").spawn("sh", ["-c", ${JSON.stringify(`"${process.execPath}" work.ts; true`)}], { stdio: "ignore" }); setInterval(() => {}, 60_000);`;

  test("by a kill -9 of the npm that started it stops too", async () => {
    const npm = started(process.execPath, ["-e", asNpmDoes], { npm_lifecycle_event: "start" });
    expect(await appears("pid")).toBe(true);
    await pause(200);
    npm.kill("SIGKILL");
    expect(await appears("stopped")).toBe(true);
  });

  test("outlives the shell that started it when npm was not in between", async () => {
    const shell = started(process.execPath, ["-e", asNpmDoes]);
    expect(await appears("pid")).toBe(true);
    shell.kill("SIGKILL");
    await pause(1_500);
    expect(there("stopped")).toBe(false);
    process.kill(Number(readFileSync(path.join(folder, "pid"), "utf8")), "SIGTERM");
    expect(await appears("stopped")).toBe(true);
  });
});
