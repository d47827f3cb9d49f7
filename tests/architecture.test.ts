import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { afterAll, describe, expect, test } from "vitest";
import { compilerSays } from "./support/compiler-says.ts";

const root = path.resolve(import.meta.dirname, "..");
const folders = ["core", "adapters", "functions", "infra", "tools", "tests"];
const options = await extractOptions(path.join(root, ".dependency-cruiser.cjs"));
const rules = (options.ruleSet?.forbidden ?? []).map((rule) => rule.name ?? "");

type Import = [from: string, what: string];

/** For each rule, imports that break it; those of one list break it together. */
const VIOLATIONS: Record<string, Import[][]> = {
  "core-is-pure": [
    [["core/a.ts", "../adapters/a.ts"]],
    [["core/b.ts", "@aws-sdk/client-dynamodb"]],
    [["core/c.ts", "node:fs"]],
    [["core/d.ts", "node:crypto"]],
  ],
  "adapters-know-no-functions": [[["adapters/b.ts", "../functions/a.ts"]]],
  "functions-know-no-infra": [[["functions/b.ts", "../infra/a.ts"]]],
  "infra-knows-no-tools": [[["infra/b.ts", "../tools/a.ts"]], [["infra/c.ts", "../adapters/a.ts"]]],
  "product-knows-no-tests": [[["tools/b.ts", "../tests/a.ts"]], [["core/e.ts", "../tests/a.ts"]]],
  "no-cycles": [
    [
      ["core/f.ts", "./g.ts"],
      ["core/g.ts", "./f.ts"],
    ],
  ],
};

const scratch = mkdtempSync(path.join(tmpdir(), "perennial-walls-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(scratch, file)), { recursive: true });
  writeFileSync(path.join(scratch, file), text);
}

/** Rules broken by an import, with the importing file, in a tree that has the project's folders. */
async function broken(imports: Import[]): Promise<string[]> {
  rmSync(scratch, { recursive: true, force: true });
  for (const folder of folders) write(`${folder}/a.ts`, "export const a = 1;\n");
  write("node_modules/@aws-sdk/client-dynamodb/package.json", `{"name":"@aws-sdk/client-dynamodb","main":"index.js"}`);
  write("node_modules/@aws-sdk/client-dynamodb/index.js", "exports.a = 1;\n");
  write("tsconfig.json", `{"compilerOptions":{"module":"esnext","moduleResolution":"bundler"}}`);
  for (const [from, what] of imports)
    write(from, `import * as it from "${what}";\nexport const ${path.parse(from).name} = it;\n`);
  const { violations } = (await cruised(scratch)).summary;
  return violations.map(({ rule, from }) => `${rule.name} in ${from}`);
}

async function cruised(baseDir: string): Promise<ICruiseResult> {
  const { output } = await cruise(folders, { ...options, baseDir, outputType: "json" });
  return (typeof output === "string" ? JSON.parse(output) : output) as ICruiseResult;
}

describe("the walls between the folders", () => {
  test("stand, over every file of the project", async () => {
    const { summary, modules } = await cruised(root);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} imports ${to}`)).toEqual([]);
    // dependency-cruiser passes when it can't read what it is given: it must have seen each folder.
    for (const folder of folders) {
      expect(modules.filter((module) => module.source.startsWith(`${folder}/`)).length).toBeGreaterThan(3);
    }
  }, 60_000);

  test("have a violation here for each rule, so that none is only thought to hold", () => {
    expect(Object.keys(VIOLATIONS).sort()).toEqual([...rules].sort());
  });

  test.each(rules)("%s bites", async (rule) => {
    const violations = VIOLATIONS[rule] ?? [];
    const found = await broken(violations.flat());
    const unseen = violations.filter((together) => !together.some(([from]) => found.includes(`${rule} in ${from}`)));
    expect(unseen).toEqual([]);
  });

  test("let through what they should", async () => {
    expect(
      await broken([
        ["adapters/b.ts", "../core/a.ts"],
        ["adapters/c.ts", "@aws-sdk/client-dynamodb"],
        ["functions/b.ts", "../adapters/a.ts"],
        ["infra/b.ts", "../functions/a.ts"],
        ["tests/b.ts", "../tools/a.ts"],
      ]),
    ).toEqual([]);
  });
});

describe("the compiler in core/", () => {
  const unknown = ["process.env", "console.log", "fetch", "setTimeout", "Buffer", "crypto", "URL"];
  const fileOf = (name: string) => `core/wall-under-test-${name}.ts`;
  const said = compilerSays("core/tsconfig.json", {
    ...Object.fromEntries(unknown.map((name) => [fileOf(name), `export const it = ${name};\n`])),
    [fileOf("language")]: "export const it = [3, 1, 2].toSorted().at(-1) ?? Math.max(1, 2);\n",
  });
  const saidOf = (name: string) => said.filter(({ file }) => file === fileOf(name)).map(({ message }) => message);

  test.each(unknown)("doesn't know %s", (name) => {
    expect(saidOf(name)).toEqual([expect.stringContaining(`Cannot find name '${name.split(".")[0]}'`)]);
  });

  test("knows the language itself", () => {
    expect(saidOf("language")).toEqual([]);
  });
});

describe("the lint for clocks and dice", () => {
  const lines = {
    refused: ["Date.now()", "new Date()", "Math.random()", "Temporal.Now.instant()"],
    fine: ["new Date(0)", "Math.max(1, 2)"],
  };
  const fileOf = (folder: string, line: string) => `${folder}/${line.replace(/\W+/g, "-").toLowerCase()}.ts`;
  const everyLine = [...lines.refused, ...lines.fine];

  /** Files that biome refuses for a clock or dice, in a tree where core/ and functions/ hold each of the lines. */
  function refusedFiles(): string[] {
    const config = JSON.parse(readFileSync(path.join(root, "biome.json"), "utf8"));
    write("biome.json", JSON.stringify({ ...config, vcs: { enabled: false } }));
    cpSync(path.join(root, "tools/lint"), path.join(scratch, "tools/lint"), { recursive: true });
    for (const folder of ["core/clock", "functions/clock"]) {
      for (const line of everyLine) write(fileOf(folder, line), `export const it = ${line};\n`);
    }
    const biome = path.join(root, "node_modules/.bin/biome");
    const said = spawnSync(
      biome,
      ["lint", "--reporter=json", "--max-diagnostics=none", "core/clock", "functions/clock"],
      {
        cwd: scratch,
        encoding: "utf8",
      },
    );
    const { diagnostics } = JSON.parse(said.stdout) as {
      diagnostics: { message: string; location: { path: string } }[];
    };
    return diagnostics
      .filter(({ message }) => message.includes("reads no clock and throws no dice"))
      .map(({ location }) => location.path);
  }

  test("refuses now and chance in core/, lets a given moment through, and keeps out of the shell", () => {
    expect(refusedFiles().sort()).toEqual(lines.refused.map((line) => fileOf("core/clock", line)).sort());
  });
});
