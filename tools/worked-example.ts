import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./local/layout.ts";

/** One call of docs/checkout.md, with the answer that it says will come. Names in angle brackets stand for ids. */
export interface WorkedCall {
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

const CALL = /```http\n(GET|POST) (\S+)\n(?:\n([\s\S]*?))?```\s*```json (\d{3})\n([\s\S]*?)```/g;

/** The calls of the worked example, in their order, read from the page itself. */
export function workedExample(file = path.join(projectRoot, "docs", "checkout.md")): WorkedCall[] {
  const text = readFileSync(file, "utf8");
  const calls = [...text.matchAll(CALL)].map(
    ([, method, address, body, status, answer]): WorkedCall => ({
      method: method === "GET" ? "GET" : "POST",
      path: address ?? "",
      body: body === undefined ? undefined : JSON.parse(body),
      status: Number(status),
      answer: JSON.parse(answer ?? "{}"),
    }),
  );
  const told = text.match(/```http/g)?.length ?? 0;
  if (calls.length === 0 || calls.length !== told) {
    throw new WorkedExampleError(`${file} tells of ${told} calls, ${calls.length} can be read`);
  }
  return calls;
}
