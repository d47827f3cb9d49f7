import { Writable } from "node:stream";
import type { ChannelKeyRing } from "../../adapters/dynamo/dynamo-channel-keys.ts";
import type { ChannelKey } from "../../core/ingestion/channel-key.ts";
import type { Parked } from "../../core/members/member.ts";
import type { CommandContext, DeploymentChoice } from "../../tools/perennial/context.ts";
import {
  bodyToResend,
  type DeadLetter,
  type ParkedQueues,
  type SourceQueue,
} from "../../tools/perennial/parked-queues.ts";
import { runPerennial } from "../../tools/perennial/program.ts";
import { createProgress } from "../../tools/progress.ts";
import { ClosingWorld } from "./closing-world.ts";
import { InMemoryProgrammeStore } from "./in-memory-programme-store.ts";

/** A call that the command line made to the API. */
export interface ApiCall {
  method: string;
  path: string;
  authorization: string | undefined;
  body: unknown;
}

/** A deployment in memory, and a terminal that remembers. */
export interface CommandWorld {
  store: InMemoryProgrammeStore;
  keys: Map<string, ChannelKey>;
  deadLetters: DeadLetter[];
  /** What was put back on a queue. */
  resent: { queue: SourceQueue; body: string }[];
  parked: { memberId: string; parked: Parked }[];
  calls: ApiCall[];
  /** What the API answers; a test replaces it. */
  answer: (call: ApiCall) => Response | Promise<Response>;
  env: Record<string, string | undefined>;
  now: string;
  chosen: DeploymentChoice | undefined;
  printed: string[];
  noted: string[];
  exitCode: number;
  /** Ledgers and the closes made of them. */
  books: ClosingWorld;
  /** What a replay asked of the stage, in turn. */
  operated: string[];
  /** Milliseconds that it waited before calls. */
  pauses: number[];
  /** Runs a command as it would be typed; answers what it printed. */
  run: (...argv: string[]) => Promise<string>;
}

export function aCommandWorld(): CommandWorld {
  const world: CommandWorld = {
    store: new InMemoryProgrammeStore(),
    keys: new Map(),
    deadLetters: [],
    resent: [],
    parked: [],
    calls: [],
    answer: () => new Response("{}", { status: 200 }),
    env: {},
    now: "2011-09-02T11:00:00.000Z",
    chosen: undefined,
    printed: [],
    noted: [],
    exitCode: 0,
    books: new ClosingWorld(),
    operated: [],
    pauses: [],
    run: async (...argv) => {
      world.printed = [];
      world.noted = [];
      world.exitCode = 0;
      await runPerennial(argv, contextOf(world));
      return world.printed.join("\n");
    },
  };
  return world;
}

function contextOf(world: CommandWorld): CommandContext {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  return {
    print: (text) => void world.printed.push(text),
    note: (text) => void world.noted.push(text),
    progress: () => createProgress({ stream: silent }),
    env: world.env,
    user: "li",
    pause: async (milliseconds) => void world.pauses.push(milliseconds),
    exitCode: (code) => {
      world.exitCode = code;
    },
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      const call: ApiCall = {
        method: init?.method ?? "GET",
        path: String(input).replace("https://api.example.org", ""),
        authorization: headers.get("authorization") ?? undefined,
        body: typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
      };
      world.calls.push(call);
      return world.answer(call);
    },
    open: async (choice) => {
      world.chosen = choice;
      return {
        name: "a test",
        apiUrl: () => "https://api.example.org",
        keys: () => keyRing(world),
        programme: () => world.store,
        members: () => ({ dueParked: async (_until, limit) => world.parked.slice(0, limit) }),
        queues: () => queuesOf(world),
        closes: () => world.books.closeStore,
        shardCloses: () => world.books.parts,
        ledgers: () => world.books.ledgers,
        operator: () => ({
          turnClock: async (now) => void world.operated.push(`clock ${now}`),
          armFault: async () => {},
          rest: async () => {},
          run: async (job) => {
            world.operated.push(job);
            return { waits: 0, started: 0, unclear: 0 };
          },
        }),
        now: async () => world.now,
      };
    },
  };
}

const keyRing = ({ keys }: CommandWorld): ChannelKeyRing => ({
  find: async (keyId) => keys.get(keyId),
  make: async (key) => void keys.set(key.keyId, key),
  revoke: async (keyId, at) => {
    const key = keys.get(keyId);
    if (!key) throw new Error(`no key ${keyId}`);
    const revoked = { ...key, revokedAt: key.revokedAt ?? at };
    keys.set(keyId, revoked);
    return revoked;
  },
  list: async () => [...keys.values()],
});

const queuesOf = (world: CommandWorld): ParkedQueues => ({
  look: async (limit) => world.deadLetters.slice(0, limit),
  resend: async (which, limit) => {
    const looked = world.deadLetters.slice(0, limit);
    const resent = looked.filter((letter) => letter.goesTo !== undefined && which(letter));
    for (const letter of resent) {
      if (letter.goesTo) world.resent.push({ queue: letter.goesTo, body: bodyToResend(letter) });
    }
    world.deadLetters = world.deadLetters.filter((letter) => !resent.includes(letter));
    return { resent, kept: looked.filter((letter) => !resent.includes(letter)) };
  },
  depths: async () => [{ queue: "dead letters", waiting: world.deadLetters.length, underWay: 0 }],
});
