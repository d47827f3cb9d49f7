import { afterAll, describe, expect, test } from "vitest";
import { armFault, hooked, outlivedCalls } from "../../../adapters/aws/fault.ts";

type Call = (args: never) => Promise<unknown>;

/** A client as the SDK's are: what it sends goes through the middleware that was added. */
class AClient {
  #middleware = (next: Call): Call => next;
  readonly middlewareStack = {
    add: (middleware: (next: Call) => Call) => {
      this.#middleware = middleware;
    },
  };
  send(answer: () => Promise<unknown>): Promise<unknown> {
    return this.#middleware(answer)(undefined as never);
  }
}

afterAll(() => armFault(undefined));

describe("the fault hook", () => {
  test("counts every call that came back, with an answer or with an error", async () => {
    const client = hooked(new AClient());
    armFault(10);
    expect(await client.send(async () => "answer")).toBe("answer");
    const refused = new Error("the condition failed");
    await expect(client.send(() => Promise.reject(refused))).rejects.toBe(refused);
    expect(outlivedCalls()).toBe(2);
  });

  test("begins anew with each invocation, and tells of nothing where no fault was armed", async () => {
    const client = hooked(new AClient());
    armFault(10);
    expect(outlivedCalls()).toBe(0);
    armFault(undefined);
    await client.send(async () => "answer");
    expect(outlivedCalls()).toBeUndefined();
  });
});
