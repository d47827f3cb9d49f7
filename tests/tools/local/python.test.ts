import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { projectRoot } from "../../../tools/local/layout.ts";
import { isVenvWhole } from "../../../tools/local/python.ts";

const requirements = readFileSync(path.join(projectRoot, "tools", "local", "requirements.txt"), "utf8");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "perennial-venv-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const interpreter = () => {
  mkdirSync(path.join(folder, "bin"), { recursive: true });
  writeFileSync(path.join(folder, "bin", "python"), "");
};
const marker = (from: string) =>
  writeFileSync(path.join(folder, "made-from.txt"), createHash("sha256").update(from).digest("hex"));

describe("the virtual environment", () => {
  test("that was killed while it was made is not taken for whole", () => {
    interpreter();
    expect(isVenvWhole(folder)).toBe(false);
    marker(requirements);
    expect(isVenvWhole(folder)).toBe(true);
  });

  test("made from other requirements is not taken for whole", () => {
    interpreter();
    marker(`${requirements}# changed\n`);
    expect(isVenvWhole(folder)).toBe(false);
  });

  test("whose interpreter has gone is not taken for whole", () => {
    marker(requirements);
    expect(isVenvWhole(folder)).toBe(false);
  });
});

describe("the locked requirements", () => {
  test("pin every package to one version and its hashes, and name the emulator that was measured", () => {
    const packages = requirements.split(/\n(?=[a-z])/i).filter((entry) => !entry.startsWith("#"));
    expect(packages.length).toBeGreaterThan(15);
    for (const entry of packages) expect(entry).toMatch(/^[a-z0-9_-]+==\S+[\s\S]*--hash=sha256:[0-9a-f]{64}/i);
    expect(requirements).toContain("ministack==1.5.33 ");
    expect(requirements).toMatch(/^cryptography==/m);
  });
});
