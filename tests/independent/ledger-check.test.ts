import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "ledger-check-"));
afterAll(() => rmSync(folder, { recursive: true }));

const entries = [
  { memberId: "m_a", number: 1, kind: "earn", points: 100 },
  { memberId: "m_a", number: 2, kind: "take-back", points: -30 },
  { memberId: "m_b", number: 1, kind: "earn", points: 5 },
  { memberId: "m_b", number: 2, kind: "take-back", points: -8 },
];
const members = [
  { memberId: "m_a", pointsBalance: 70, pointsOwed: 0 },
  { memberId: "m_b", pointsBalance: 0, pointsOwed: 3 },
  { memberId: "m_c", pointsBalance: 0 },
];

function check(ledger: object[], stated: object[]): number | null {
  const paths = { ledger: join(folder, "ledger.jsonl"), members: join(folder, "members.jsonl") };
  writeFileSync(paths.ledger, ledger.map((line) => JSON.stringify(line)).join("\n"));
  writeFileSync(paths.members, stated.map((line) => JSON.stringify(line)).join("\n"));
  const given = ["tests/independent/ledger_check.py", "--ledger", paths.ledger, "--members", paths.members];
  return spawnSync("python3", given).status;
}

describe("the ledger check", () => {
  it("passes when every member's entries come to balance − owed", () => {
    expect(check(entries, members)).toBe(0);
  });

  it.each([
    ["an entry is missing", entries.slice(1), members],
    ["the last entry is missing", entries.slice(0, 3), members],
    ["an entry stands there twice", [...entries, entries[0] ?? {}], members],
    ["a balance is one off", entries, [{ memberId: "m_a", pointsBalance: 71 }, ...members.slice(1)]],
    ["entries belong to nobody", entries, members.slice(1)],
    ["points are a fraction", [{ memberId: "m_c", number: 1, points: 0.5 }, ...entries], members],
    ["nothing was there to check", [], []],
  ])("fails when %s", (_, ledger, stated) => {
    expect(check(ledger, stated)).toBe(1);
  });
});
