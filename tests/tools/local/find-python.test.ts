import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPython } from "../../../tools/local/find-python.ts";
import { LocalCloudError } from "../../../tools/local/local-cloud-error.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "perennial-python-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a program on the PATH that answers as a Python of this version would. */
function aPython(command: string, version: string, venv = true): void {
  const file = path.join(folder, command);
  writeFileSync(file, `#!/bin/sh\necho '${JSON.stringify({ executable: file, version, venv })}'\n`);
  chmodSync(file, 0o755);
}

function aBrokenShim(command: string): void {
  const file = path.join(folder, command);
  writeFileSync(file, "#!/bin/sh\necho 'no version set' >&2\nexit 127\n");
  chmodSync(file, 0o755);
}

const found = () => findPython({ PATH: folder });
const refusal = async () => {
  const error = await found().catch((reason: unknown) => reason);
  if (!(error instanceof LocalCloudError)) throw new Error(`expected a LocalCloudError, got ${String(error)}`);
  return error;
};

describe("the Python that the local cloud runs in", () => {
  test("is the first on the PATH that is new enough, past older ones and shims that stand for nothing", async () => {
    aPython("python3", "3.9.18");
    aBrokenShim("python");
    aPython("python3.12", "3.12.1");
    aPython("python3.10", "3.10.13");
    expect(await found()).toEqual({ executable: path.join(folder, "python3.12"), version: "3.12.1" });
  });

  test("may be 3.10, and may not be 3.9", async () => {
    aPython("python3", "3.10.0");
    expect((await found()).version).toBe("3.10.0");
    aPython("python3", "3.9.99");
    await expect(found()).rejects.toThrow(LocalCloudError);
  });

  test("when too old is refused in one sentence that names the newest found, in both languages, with exit code 1", async () => {
    aPython("python3", "3.9.18");
    aPython("python", "2.7.18");
    const { sentence, exitCode } = await refusal();
    expect(sentence.en).toContain("the newest found on the PATH is 3.9.18");
    expect(sentence.en).toContain("Python 3.10 or newer");
    expect(sentence.zh).toContain("3.9.18");
    expect(exitCode).toBe(1);
  });

  test("when missing is asked for in one sentence", async () => {
    const { sentence } = await refusal();
    expect(sentence.en).toContain("none was found on the PATH");
    expect(sentence.zh).toContain("没有找到 Python");
  });

  test("without its venv package is told apart from one that is too old", async () => {
    aPython("python3", "3.11.2", false);
    const { sentence } = await refusal();
    expect(sentence.en).toContain("cannot make virtual environments");
  });
});
