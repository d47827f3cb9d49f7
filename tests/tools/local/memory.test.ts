import { describe, expect, test } from "vitest";
import { memoryOf, treeOf } from "../../../tools/local/memory.ts";
import { parsePs } from "../../../tools/local/process-table.ts";

const row = (pid: number, parent: number, group: number) => ({ pid, parent, group, startedAt: "" });

describe("the memory of a run", () => {
  test("counts what descends from it, and workers of its groups whose parent has died, and nobody else", () => {
    const table = [
      row(1, 0, 1),
      row(100, 1, 90), // the run, in the group of the shell that started it
      row(101, 1, 90), // a stranger in that same group
      row(200, 100, 200), // the cloud leads a group of its own
      row(300, 200, 200),
      row(301, 1, 200), // a worker whose parent has died
      row(400, 1, 400),
    ];
    expect(treeOf(table, [100]).map(({ pid }) => pid)).toEqual([100, 200, 300, 301]);
  });

  test.runIf(process.platform === "linux")("is at least what this process has for itself alone", async () => {
    const use = await memoryOf([process.pid]);
    expect(use?.bytes).toBeGreaterThan(process.memoryUsage().heapUsed);
    expect(use?.bytes).toBeLessThan(4e9);
  });
});

describe("the process table of a system without /proc", () => {
  test("is read from ps, without zombies", () => {
    const output = `    1     0     1 Ss   Mon Nov 16 09:00:00 2026
  321     1   321 S+   Mon Nov 16 09:01:02 2026
  322   321   321 Z    Mon Nov 16 09:01:03 2026
`;
    expect(parsePs(output)).toEqual([
      { pid: 1, parent: 0, group: 1, startedAt: "Mon Nov 16 09:00:00 2026" },
      { pid: 321, parent: 1, group: 321, startedAt: "Mon Nov 16 09:01:02 2026" },
    ]);
  });
});
