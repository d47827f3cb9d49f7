import { readFileSync } from "node:fs";
import path from "node:path";

/** The part of the Amazon States Language that the product's machines use; JSONata throughout. */
export interface Machine {
  Comment?: string;
  QueryLanguage: "JSONata";
  StartAt: string;
  States: Record<string, State>;
}

interface Shared {
  Next?: string;
  End?: boolean;
  Output?: unknown;
  Assign?: Record<string, unknown>;
}
export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
}
export interface Catcher {
  ErrorEquals: string[];
  Next: string;
}
export interface Task extends Shared {
  Type: "Task";
  Resource: string;
  Arguments: { FunctionName: string; Payload: unknown };
  TimeoutSeconds?: number;
  Retry?: Retrier[];
  Catch?: Catcher[];
}
export interface Choice extends Omit<Shared, "Next" | "End"> {
  Type: "Choice";
  Choices: { Condition: string; Next: string; Assign?: Record<string, unknown> }[];
  Default?: string;
}
export interface MapOver extends Shared {
  Type: "Map";
  Items: unknown;
  MaxConcurrency?: number;
  ItemProcessor: Pick<Machine, "StartAt" | "States">;
}
interface Pass extends Shared {
  Type: "Pass";
}
interface Succeed {
  Type: "Succeed";
}
interface Fail {
  Type: "Fail";
  Error: string;
  Cause: string;
}
export type State = Task | Choice | MapOver | Pass | Succeed | Fail;

const folder = path.resolve(import.meta.dirname, "../../statemachines");

/** The text of a machine, by its path below statemachines/. */
export const machineText = (file: string): string => readFileSync(path.join(folder, file), "utf8");

/** A machine as the product ships it. */
export const machineOf = (file: string): Machine => JSON.parse(machineText(file)) as Machine;
