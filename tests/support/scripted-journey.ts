import { machineOf } from "./asl-definition.ts";
import { AslInterpreter, type Execution } from "./asl-interpreter.ts";

/** What the functions answer, call by call; the last answer stands for all that come after. */
export interface Script {
  send?: { outcome: "sent" | "deferred" | "withheld"; until?: string; since?: string }[];
  issue?: { outcome: "issued" | "withheld" }[];
  check?: boolean[];
  wait?: ("time" | "goal" | "left" | "moved")[];
}

export interface Walked {
  execution: Execution;
  /** Every call to a function, as `Send welcome`, `Close completed`. */
  calls: string[];
  payloads: Record<string, unknown>[];
}

type Payload = Record<string, string>;

/** Walks a journey's machine with functions that answer by a script: no rules, only the machine's own way. */
export async function walk(machine: "welcome" | "dormant", script: Script = {}): Promise<Walked> {
  const calls: string[] = [];
  const payloads: Record<string, unknown>[] = [];
  const turns = { send: 0, issue: 0, check: 0, wait: 0 };
  function next<T>(kind: keyof typeof turns, answers: T[] | undefined, otherwise: T): T {
    const answer = answers?.[Math.min(turns[kind], answers.length - 1)] ?? otherwise;
    turns[kind] += 1;
    return answer;
  }
  const noted =
    (name: string, about: string, act: (payload: Payload) => unknown) =>
    async (payload: Payload): Promise<unknown> => {
      calls.push(`${name} ${payload[about]}`);
      payloads.push(payload);
      return act(payload);
    };
  const interpreter = new AslInterpreter({
    machines: { [machine]: machineOf(`journeys/${machine}.asl.json`) },
    functions: {
      IssueCoupon: noted("IssueCoupon", "step", () => next("issue", script.issue, { outcome: "issued" })),
      Send: noted("Send", "step", () => next("send", script.send, { outcome: "sent" })),
      Check: noted("Check", "question", () => ({ answer: next("check", script.check, true) })),
      Close: noted("Close", "why", () => ({ closed: true })),
      Wait: noted("Wait", "step", ({ token = "" }) => {
        interpreter.answer(token, { reason: next("wait", script.wait, "time") });
      }),
    },
  });
  interpreter.start(machine, "e_1", { enrolmentId: "e_1", memberId: "m_1", journey: machine });
  await interpreter.rest();
  const execution = interpreter.executions.get("e_1");
  if (execution === undefined) throw new Error("nothing was started");
  return { execution, calls, payloads };
}
