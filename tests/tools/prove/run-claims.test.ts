import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Claim } from "../../../tools/prove/claim.ts";
import { keptResults, runClaims } from "../../../tools/prove/run-claims.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "prove-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = () => ({ folder, say: () => {}, clock: () => 0 });
const claim = (name: string, run: Claim["run"]): Claim => ({ name, says: name, run });
const line = (passed: boolean) => ({ claim: "c", figure: "1", bar: "1", passed });

describe("proving", () => {
  it("counts a claim that can't be tried as failed, and tries the next", async () => {
    const results = await runClaims(
      [
        [
          claim("broken", async () => {
            throw new Error("no cloud");
          }),
        ],
        [claim("sound", async () => [line(true)])],
      ],
      options(),
    );
    expect(results.map((result) => result.lines[0]?.passed)).toEqual([false, true]);
    expect(results[0]?.lines[0]?.figure).toContain("no cloud");
  });

  it("tries the claims of a row side by side, and a row after the one before", async () => {
    const log: string[] = [];
    const logged = (name: string) =>
      claim(name, async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
        return [line(true)];
      });
    const results = await runClaims([[logged("a"), logged("b")], [logged("c")]], options());
    expect(log).toEqual(["a begins", "b begins", "a ends", "b ends", "c begins", "c ends"]);
    expect(results.map((result) => result.claim)).toEqual(["a", "b", "c"]);
  });

  it("counts a claim that shows nothing as failed", async () => {
    const [result] = await runClaims([[claim("silent", async () => [])]], options());
    expect(result?.lines[0]?.passed).toBe(false);
  });

  it("keeps each result as soon as it is there, and those of claims that weren't tried this time", async () => {
    await runClaims([[claim("one", async () => [line(true)])]], options());
    await runClaims([[claim("two", async () => [line(false)])]], options());
    expect(Object.keys(keptResults(folder))).toEqual(["one", "two"]);
  });

  it("makes what is shared once, and ends it when all is done, even after a failure", async () => {
    const log: string[] = [];
    const shared = (name: string) =>
      claim(name, async (ground) => {
        await ground.once("cloud", async () => {
          log.push("made");
          ground.atEnd(async () => void log.push("ended"));
        });
        throw new Error(name);
      });
    await runClaims([[shared("a"), shared("b")], [shared("c")]], options());
    expect(log).toEqual(["made", "ended"]);
  });
});
