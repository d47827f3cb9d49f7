import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { CATALOG } from "../../functions/catalog.ts";
import { FunctionNameError, newFunction } from "../../tools/scaffold/new-function.ts";
import { compilerSays } from "../support/compiler-says.ts";

const known = Object.keys(CATALOG);
const root = path.resolve(import.meta.dirname, "../..");

describe("a scaffolded function", () => {
  const begun = newFunction("loyalty/grant-gift", known);

  test("has handler, test and catalog entry under the one name that all of them share", () => {
    expect(Object.keys(begun.files)).toEqual([
      "functions/loyalty/grant-gift.ts",
      "tests/functions/loyalty/grant-gift.test.ts",
    ]);
    for (const text of [...Object.values(begun.files), begun.catalogEntry, begun.infrastructure]) {
      expect(text).toContain('"loyalty/grant-gift"');
    }
    expect(begun.infrastructure).toContain("const grantGift =");
  });

  test("compiles as it is, once its entry is in the catalog", () => {
    const catalog = readFileSync(path.join(root, "functions/catalog.ts"), "utf8");
    const opening = "export const CATALOG = {\n";
    expect(catalog).toContain(opening);
    const withEntry = catalog.replace(opening, `${opening}${begun.catalogEntry}\n`);
    const forgotten = newFunction("loyalty/forget-gift", known).files;
    const said = compilerSays("tsconfig.json", { ...begun.files, ...forgotten, "functions/catalog.ts": withEntry });
    expect(said.filter(({ file }) => file in begun.files || file === "functions/catalog.ts")).toEqual([]);
    expect(said.filter(({ file }) => file in forgotten)).not.toEqual([]);
  }, 60_000);

  test("fails aloud until it is written", () => {
    expect(begun.files["functions/loyalty/grant-gift.ts"]).toContain(
      'throw new Error("loyalty/grant-gift isn\'t written yet")',
    );
    expect(begun.files["tests/functions/loyalty/grant-gift.test.ts"]).toContain("test.todo(");
  });

  test.each([
    ["grant-gift", /<capability>\/<verb>/],
    ["loyalty/", /<capability>\/<verb>/],
    ["loyalty/gifts/grant", /<capability>\/<verb>/],
    ["rewards/grant-gift", /no such capability/],
    ["loyalty/GrantGift", /lower-case words/],
    ["loyalty/../../etc", /<capability>\/<verb>/],
    ["loyalty/issue-coupon", /already/],
  ])("isn't begun under the name %s", (name, why) => {
    expect(() => newFunction(name, known)).toThrow(FunctionNameError);
    expect(() => newFunction(name, known)).toThrow(why);
  });
});
