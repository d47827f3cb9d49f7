import { describe, expect, it } from "vitest";
import { machineOf } from "../support/asl-definition.ts";
import { AslInterpreter, type TaskFunction } from "../support/asl-interpreter.ts";

/** A journey whose functions all work but one; waits are answered at once unless told otherwise. */
async function journey(machine: "welcome" | "dormant", broken: Record<string, TaskFunction>, rest = true) {
  const calls: string[] = [];
  const working: Record<string, TaskFunction> = {
    IssueCoupon: async () => ({ outcome: "issued" }),
    Send: async () => ({ outcome: "sent" }),
    Check: async () => ({ answer: true }),
    Close: async () => ({ closed: true }),
    Wait: async ({ token }: { token: string }) => interpreter.answer(token, { reason: "time" }),
    ...broken,
  };
  const functions = Object.fromEntries(
    Object.entries(working).map(([name, act]): [string, TaskFunction] => [
      name,
      async (payload: { why?: string }) => {
        calls.push(payload.why === undefined ? name : `${name} ${payload.why}`);
        return act(payload as never);
      },
    ]),
  );
  const interpreter = new AslInterpreter({
    machines: { [machine]: machineOf(`journeys/${machine}.asl.json`) },
    functions,
  });
  interpreter.start(machine, "e_1", { enrolmentId: "e_1", memberId: "m_1", journey: machine });
  if (rest) await interpreter.rest();
  return { interpreter, execution: interpreter.executions.get("e_1"), calls };
}

const failsTimes = (times: number, answer: TaskFunction): TaskFunction => {
  let failures = 0;
  return async (payload) => {
    if (failures >= times) return answer(payload);
    failures += 1;
    throw new Error("throttled");
  };
};

describe.each(["welcome", "dormant"] as const)("the journey %s", (machine) => {
  it.each([
    ["IssueCoupon", async () => ({ outcome: "issued" })],
    ["Send", async () => ({ outcome: "sent" })],
    ["Check", async () => ({ answer: true })],
    ["Close", async () => ({ closed: true })],
  ] satisfies [string, TaskFunction][])("goes on when %s fails ten times and then works", async (name, answer) => {
    const { execution, calls } = await journey(machine, { [name]: failsTimes(10, answer) });
    expect(execution?.status).toBe("succeeded");
    expect(calls.at(-1)).toBe("Close completed");
  });

  it.each(["IssueCoupon", "Send", "Check", "Wait"])(
    "closes the enrolment as failed when %s fails for good",
    async (name) => {
      const { execution, calls } = await journey(machine, {
        [name]: failsTimes(Number.POSITIVE_INFINITY, async () => ({})),
      });
      expect(execution).toMatchObject({ status: "failed", error: "JourneyFailed" });
      expect(calls.at(-1)).toBe("Close failed");
      expect(calls.filter((call) => call === name)).toHaveLength(11);
    },
  );

  it("gives a wait that is tried again another token, and the old one is good for nothing", async () => {
    const tokens: string[] = [];
    const { interpreter, execution } = await journey(machine, {
      Wait: async ({ token }: { token: string }) => {
        tokens.push(token);
        if (tokens.length === 1) throw new Error("crashed");
      },
    });
    expect(execution?.status).toBe("waiting");
    const [first = "", second = ""] = tokens;
    expect(interpreter.answer(first, { reason: "time" })).toBe("gone");
    expect(interpreter.answer(second, { reason: "goal" })).toBe("answered");
    await interpreter.rest();
    expect(execution?.status).toBe("succeeded");
  });

  it("closes the enrolment as failed when nobody ends a wait for seventy days", async () => {
    const { interpreter, execution, calls } = await journey(machine, { Wait: async () => ({}) });
    expect(execution?.status).toBe("waiting");
    expect(interpreter.timeOut(execution?.token ?? "")).toBe("answered");
    await interpreter.rest();
    expect(execution?.status).toBe("failed");
    expect(calls.at(-1)).toBe("Close failed");
    expect(calls.filter((call) => call === "Wait")).toHaveLength(1);
  });
});
