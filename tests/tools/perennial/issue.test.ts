import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aCommandWorld, type CommandWorld } from "../../support/command-world.ts";

let folder: string;
let file: string;
let world: CommandWorld;

/** The id of a member by number: `m_` and 20 characters. */
const idOf = (number: number): string =>
  `m_${[...String(number).padStart(20, "0")].map((digit) => "abcdefghij"[Number(digit)]).join("")}`;
const members = (count: number): string[] => Array.from({ length: count }, (_, at) => idOf(at));
const issue = (...more: string[]) => world.run("issue", "autumn", "--name", "mailing", "--members", file, ...more);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "issue-"));
  file = path.join(folder, "audience.txt");
  world = aCommandWorld();
  world.env.PERENNIAL_KEY = "k_1.secret";
  world.answer = ({ body }) => {
    const { memberIds } = body as { memberIds: string[] };
    const results = memberIds.map((memberId) =>
      memberId === idOf(1) ? { memberId, outcome: "limit-reached" } : { memberId, outcome: "issued", code: "C" },
    );
    const withheld = results.filter(({ outcome }) => outcome !== "issued").length;
    return Response.json({ issued: results.length - withheld, before: 0, withheld, results });
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("perennial issue", () => {
  test("sends a list in pages of a hundred under the issue's name, and says who got none", async () => {
    writeFileSync(file, [...members(250), idOf(0), ""].join("\n"));
    expect(await issue()).toBe("autumn: 249 issued, 0 had it from mailing, 1 withheld");
    expect(world.noted.join("\n")).toContain(`${idOf(1)}: limit-reached`);
    expect(world.calls.map(({ path: asked }) => asked)).toEqual(
      Array.from({ length: 3 }, () => "/v1/offers/autumn/issues"),
    );
    const pages = world.calls.map(({ body }) => body as { issue: string; memberIds: string[] });
    expect(pages.map((page) => [page.issue, page.memberIds.length])).toEqual([
      ["mailing", 100],
      ["mailing", 100],
      ["mailing", 50],
    ]);
    expect(pages.flatMap(({ memberIds }) => memberIds)).toEqual(members(250));
  });

  test("comes again after an outage, since nobody gets a second one", async () => {
    writeFileSync(file, idOf(5));
    const { answer } = world;
    let calls = 0;
    world.answer = (asked) => {
      calls += 1;
      return calls === 1 ? new Response("", { status: 503 }) : answer(asked);
    };
    expect(await issue()).toContain("1 issued");
    expect(calls).toBe(2);
  });

  test("sends nothing of a list in which a line is no member's id, or that names nobody", async () => {
    writeFileSync(file, `${idOf(0)}\nsomebody@example.org\n`);
    await issue();
    expect([world.exitCode, world.noted.join()]).toEqual([2, expect.stringContaining("line 2")]);
    writeFileSync(file, "\n");
    await issue();
    expect(world.noted.join()).toContain("names nobody");
    expect(world.calls).toEqual([]);
  });

  test("says in a sentence why the API refused", async () => {
    writeFileSync(file, idOf(0));
    world.answer = () => Response.json({ detail: "the programme has none of this id" }, { status: 404 });
    await issue();
    expect([world.exitCode, world.noted.join()]).toEqual([1, expect.stringContaining("none of this id")]);
  });
});
