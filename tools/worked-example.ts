import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./local/layout.ts";

/** One call of docs/checkout.md, with the answer that it says will come. Names in angle brackets stand for ids. */
export interface WorkedCall {
  /** The heading that it stands under. */
  step: string;
  method: "GET" | "POST";
  path: string;
  body: unknown;
  status: number;
  answer: Record<string, unknown>;
}

/** The page doesn't read as calls and answers in turn. */
export class WorkedExampleError extends Error {
  override readonly name = "WorkedExampleError";
}

/** A heading, or a call with its answer. */
const PART = /^## (.+)$|```http\n(GET|POST) (\S+)\n(?:\n([\s\S]*?))?```\s*```json (\d{3})\n([\s\S]*?)```/gm;

/** The calls of the worked example, in their order, read from the page itself. */
export function workedExample(file = path.join(projectRoot, "docs", "checkout.md")): WorkedCall[] {
  const text = readFileSync(file, "utf8");
  const calls: WorkedCall[] = [];
  let step = "";
  for (const [, heading, method, address, body, status, answer] of text.matchAll(PART)) {
    if (heading !== undefined) {
      step = heading;
      continue;
    }
    calls.push({
      step,
      method: method === "GET" ? "GET" : "POST",
      path: address ?? "",
      body: body === undefined ? undefined : JSON.parse(body),
      status: Number(status),
      answer: JSON.parse(answer ?? "{}"),
    });
  }
  const told = text.match(/```http/g)?.length ?? 0;
  if (calls.length === 0 || calls.length !== told) {
    throw new WorkedExampleError(`${file} tells of ${told} calls, ${calls.length} can be read`);
  }
  return calls;
}
