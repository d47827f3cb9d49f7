import type { ChannelKeyRing } from "../../adapters/dynamo/dynamo-channel-keys.ts";
import type { CloseStore, LedgerReader, ShardCloseStore } from "../../core/loyalty/close/close-store.ts";
import type { MemberStore } from "../../core/members/member-store.ts";
import type { ProgrammeStore } from "../../core/programme/programme-store.ts";
import type { Operator } from "../main-job/operator.ts";
import type { Shop } from "../main-job/shop.ts";
import type { Progress } from "../progress.ts";
import type { ParkedQueues } from "./parked-queues.ts";

/** Which deployment is meant. Without any of it: the local cloud of this checkout that is running. */
export interface DeploymentChoice {
  run?: string;
  outputs?: string;
  stage?: string;
  stack?: string[];
  region?: string;
}

/** A deployment as the commands work on it. Everything is looked up when it is first used. */
export interface Deployment {
  /** For people: "stage local on http://127.0.0.1:4566". */
  name: string;
  /** Base address of its API, without a slash at the end. */
  apiUrl(): string;
  keys(): ChannelKeyRing;
  programme(): ProgrammeStore;
  members(): Pick<MemberStore, "dueParked">;
  queues(): ParkedQueues;
  closes(): CloseStore;
  shardCloses(): Pick<ShardCloseStore, "readStandings">;
  ledgers(): LedgerReader;
  /** Turns the clock, starts the schedules' targets and waits for rest: in local and test stages alone. */
  operator(shop: Shop, stage: string): Operator;
  /** The product's clock: turned in local and test stages, the system's elsewhere. */
  now(): Promise<string>;
}

/** What surrounds a command: so that a test can stand in for terminal, network and cloud. */
export interface CommandContext {
  print: (text: string) => void;
  /** What isn't the answer: hints and progress, so that the answer can be piped. */
  note: (text: string) => void;
  progress: () => Progress;
  env: Readonly<Record<string, string | undefined>>;
  /** Who is at the terminal, for the record. */
  user: string;
  open: (choice: DeploymentChoice) => Promise<Deployment>;
  fetch: typeof fetch;
  /** Waits before a call is made again. */
  pause: (milliseconds: number) => Promise<void>;
  /** Ends the command with this code once it is through. */
  exitCode: (code: number) => void;
}
