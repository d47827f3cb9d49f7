import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { takeLock } from "../../../tools/local/lock.ts";
import { findProcess, ownIdentity } from "../../../tools/local/process-table.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "perennial-lock-"));
  file = path.join(folder, "lock.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const held = () => takeLock(file).kind === "held";

describe("the lock of a state folder", () => {
  test("is refused to a second taker while its holder lives, and names the holder", () => {
    expect(held()).toBe(true);
    expect(takeLock(file)).toEqual({ kind: "refused", holder: ownIdentity() });
  });

  test("is free again once released", () => {
    const attempt = takeLock(file);
    if (attempt.kind === "held") attempt.release();
    expect(existsSync(file)).toBe(false);
    expect(held()).toBe(true);
  });

  test("is cleaned away when its holder is dead", async () => {
    const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
    const row = findProcess(child.pid ?? -1);
    writeFileSync(file, JSON.stringify({ pid: row?.pid, startedAt: row?.startedAt }));
    expect(held()).toBe(false);
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    expect(held()).toBe(true);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(ownIdentity());
  });

  test("is cleaned away when its holder's number now belongs to another process", () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: "another boot/1" }));
    expect(held()).toBe(true);
  });

  test("is cleaned away when it cannot be read", () => {
    writeFileSync(file, '{"pid":');
    expect(held()).toBe(true);
  });

  test("that another has taken over is not removed by a late release", () => {
    const attempt = takeLock(file);
    const other = JSON.stringify({ pid: 1, startedAt: "another" });
    writeFileSync(file, other);
    if (attempt.kind === "held") attempt.release();
    expect(readFileSync(file, "utf8")).toBe(other);
  });
});
