/** One word per capability, the same in every folder. */
export const CAPABILITIES = [
  "ingestion",
  "members",
  "loyalty",
  "scoring",
  "journeys",
  "engagement",
  "service",
  "insight",
  "programme",
] as const;

/** What a new function begins as: files by path, and what is to be put into files that are there. */
export interface NewFunction {
  files: Record<string, string>;
  catalogEntry: string;
  infrastructure: string;
}

/** The name given can't be a function's. */
export class FunctionNameError extends Error {
  constructor(given: string, why: string) {
    super(`"${given}": ${why}`);
    this.name = "FunctionNameError";
  }
}

/**
 * A new task function by its name, `<capability>/<verb>`: the handler, its test, its entry in the catalog and the lines
 * that deploy it. It refuses to run until it is written, so that nothing half made passes for done.
 * @throws FunctionNameError
 */
export function newFunction(name: string, known: readonly string[]): NewFunction {
  const [capability = "", verb = "", ...more] = name.split("/");
  if (more.length > 0 || verb === "")
    throw new FunctionNameError(name, "write <capability>/<verb>, as in loyalty/issue-coupon");
  if (!CAPABILITIES.some((word) => word === capability)) {
    throw new FunctionNameError(name, `no such capability; there are ${CAPABILITIES.join(", ")}`);
  }
  if (!/^[a-z]+(-[a-z]+)*$/.test(verb)) throw new FunctionNameError(name, "the verb is lower-case words with hyphens");
  if (known.includes(name)) throw new FunctionNameError(name, "is in the catalog already");
  const constant = verb.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return {
    files: {
      [`functions/${name}.ts`]: handlerOf(name),
      [`tests/functions/${name}.test.ts`]: testOf(name),
    },
    catalogEntry: `  "${name}": z.object({ ...members }),`,
    infrastructure: [
      `    const ${constant} = new PerennialFunction(this, { platform, name: "${name}" });`,
      `    allow(${constant}).toRead("Members");`,
    ].join("\n"),
  };
}

const handlerOf = (name: string) => `import * as z from "zod";
import { envOf } from "../runtime/env.ts";
import { task } from "../runtime/task.ts";

const env = envOf("${name}");

const Input = z.strictObject({ memberId: z.string() });

/** One sentence: what it does for whom. */
export const handler = task("${name}", Input, async ({ memberId }, { log }) => {
  log.info("asked", { memberId, table: env.MEMBERS_TABLE });
  throw new Error("${name} isn't written yet");
});
`;

const testOf = (name: string) => `import { describe, test } from "vitest";

describe("${name}", () => {
  test.todo("what it promises, as a claim about the product");
  test.todo("asked twice, it has its effect once and gives the first answer");
});
`;
