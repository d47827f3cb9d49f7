import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Command } from "commander";
import { CATALOG } from "../functions/catalog.ts";
import { CAPABILITIES, FunctionNameError, newFunction } from "./scaffold/new-function.ts";

/** `npm run scaffold -- <capability>/<verb>`: the files of a new function, and what to put where for the rest. */

const root = path.resolve(import.meta.dirname, "..");

new Command("npm run scaffold --")
  .description("begins a new function: its handler, its test, its catalog entry, the lines that deploy it")
  .argument("<name>", `<capability>/<verb>, as in loyalty/issue-coupon; capabilities: ${CAPABILITIES.join(", ")}`)
  .action((name: string) => {
    const { files, catalogEntry, infrastructure } = newFunction(name, Object.keys(CATALOG));
    const there = Object.keys(files).find((file) => existsSync(path.join(root, file)));
    if (there) throw new FunctionNameError(name, `${there} is there already`);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
      console.log(`wrote ${file}`);
    }
    const [capability] = name.split("/");
    console.log(`\nPut into functions/catalog.ts, with the settings that it needs:\n${catalogEntry}`);
    console.log(`\nPut into infra/capabilities/${capability}.ts, with what it may do:\n${infrastructure}`);
    console.log("\nThen: npm run types && npx vitest run --project fast tests/infra");
  })
  .parseAsync()
  .catch((error: unknown) => {
    if (!(error instanceof FunctionNameError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  });
