import { MultiBar, type SingleBar } from "cli-progress";
import colors from "picocolors";
import { type Language, languageOf, say, type Text } from "./local/say.ts";

/** What a piece of long work can tell about itself while it runs. */
export interface Step {
  /** How far it is: shown as a bar on a terminal, as a line every few seconds elsewhere. */
  advance(done: number, total: number): void;
  /** What it is doing just now, behind the title. */
  detail(text: Text | string): void;
}

export interface Timing {
  readonly title: string;
  readonly seconds: number;
  readonly failed: boolean;
}

export interface Progress {
  /** Runs a piece of work under a title; steps may run beside each other. What the work throws goes on to the caller. */
  step<T>(title: Text | string, work: (step: Step) => Promise<T>): Promise<T>;
  /** One line that stays. */
  note(text: Text | string): void;
  /** How long each step took, in the order in which they ended. */
  readonly timings: readonly Timing[];
}

/** Somewhere to write; `isTTY` as on standard output: true when there is a terminal behind it. */
type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

export interface ProgressOptions {
  /** Where it goes; standard output when left out. */
  readonly stream?: Output;
  readonly language?: Language;
}

/** A quick step gets one line at its end; a slower one also says that it has begun. */
const ANNOUNCE_AFTER_MS = 2_000;
/** Between two lines of a step where there is no terminal: a log stays readable. */
const LINE_EVERY_MS = 5_000;
const BAR_WIDTH = 24;

/** Progress of long work: live lines with elapsed time and bars on a terminal, plain lines where there is none. */
export function createProgress(options: ProgressOptions = {}): Progress {
  const { stream = process.stdout, language = languageOf() } = options;
  const screen = stream.isTTY ? terminal(stream) : plain(stream);
  const timings: Timing[] = [];
  return {
    timings,
    note: (text) => screen.line(say(text, language)),
    step: async (title, work) => {
      const name = say(title, language);
      const started = performance.now();
      const row = screen.begin(name);
      let failed = true;
      try {
        const result = await work({ advance: row.advance, detail: (text) => row.detail(say(text, language)) });
        failed = false;
        return result;
      } finally {
        const seconds = (performance.now() - started) / 1000;
        timings.push({ title: name, seconds, failed });
        row.end(`${failed ? colors.red("✗") : colors.green("✓")} ${name} ${colors.dim(inSeconds(seconds))}`);
      }
    },
  };
}

/** Elapsed time for people: `3.2 s`, `2 min 05 s`. */
export function inSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}

interface Row {
  advance(done: number, total: number): void;
  detail(text: string): void;
  end(line: string): void;
}

interface Screen {
  line(text: string): void;
  begin(name: string): Row;
}

function terminal(stream: Output): Screen {
  let bars: MultiBar | undefined;
  const open = new Set<SingleBar>();
  const line = (text: string) => (bars ? bars.log(`${text}\n`) : stream.write(`${text}\n`));
  return {
    line: (text) => void line(text),
    begin: (name) => {
      // Signals are the session's matter, and a process that is ended must not leave the terminal without its cursor.
      bars ??= new MultiBar({
        stream,
        format: drawRow,
        clearOnComplete: true,
        gracefulExit: false,
        hideCursor: false,
        linewrap: true,
      });
      const bar = bars.create(0, 0, { name, detail: "", started: performance.now() });
      open.add(bar);
      return {
        advance: (done, total) => {
          bar.setTotal(total);
          bar.update(done);
        },
        detail: (detail) => bar.update({ detail }),
        end: (text) => {
          line(text);
          open.delete(bar);
          if (open.size > 0) return void bars?.remove(bar);
          bars?.update(); // brings the logged line out before the bars are cleared away
          bars?.stop();
          bars = undefined;
        },
      };
    },
  };
}

interface RowState {
  readonly name: string;
  readonly detail: string;
  readonly started: number;
}

function drawRow(_: unknown, { value, total }: { value: number; total: number }, state: RowState): string {
  const filled = total > 0 ? Math.round((Math.min(value, total) / total) * BAR_WIDTH) : 0;
  const bar = total > 0 ? ` ${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} ${value}/${total}` : "";
  const elapsed = inSeconds((performance.now() - state.started) / 1000);
  return `${colors.cyan("…")} ${state.name}${bar}${state.detail ? ` ${state.detail}` : ""} ${colors.dim(elapsed)}`;
}

function plain(stream: Output): Screen {
  const line = (text: string) => void stream.write(`${text}\n`);
  return {
    line,
    begin: (name) => {
      let last = performance.now();
      const announce = setTimeout(() => line(`… ${name}`), ANNOUNCE_AFTER_MS).unref();
      return {
        advance: (done, total) => {
          if (performance.now() - last < LINE_EVERY_MS) return;
          last = performance.now();
          line(`… ${name} ${total > 0 ? Math.floor((done / total) * 100) : 0}% (${done}/${total})`);
        },
        detail: () => {},
        end: (text) => {
          clearTimeout(announce);
          line(text);
        },
      };
    },
  };
}
