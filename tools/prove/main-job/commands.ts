import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { readSession } from "../../local/session-file.ts";
import type { Claim, Ground, Line } from "../claim.ts";
import { apiCaller } from "./api-caller.ts";
import { type FreshClone, freshClone } from "./fresh-clone.ts";
import { browserPath, lookAtPage } from "./look-at-page.ts";
import { keepRun } from "./sample-runs.ts";
import { type StayingStart, stayingStart } from "./staying-start.ts";
import { compareSheet } from "./workbook.ts";

const PORT = 4680;
const INSTALL_LIMIT_SECONDS = 300;
const START_LIMIT_SECONDS = 600;
const TEST_LIMIT_SECONDS = 720;

const REPORT_WITHIN_SECONDS = 300;
const MEMORY_BYTES = 4 * 1000 ** 3;
const FAST_WITHIN_SECONDS = 60;
const TEST_WITHIN_SECONDS = 600;

/** The part of the run's own summary that is held against a bar. */
const Summary = z.object({
  reportSeconds: z.number(),
  cold: z.boolean(),
  peakMemory: z.object({ bytes: z.number(), processes: z.int() }).nullable(),
});

/** What `npm test` prints at its end. */
function testLine(
  claim: string,
  bar: string,
  within: number,
  run: { code: number | null; seconds: number; tail: string },
) {
  const counted = run.tail.match(/\d+ passed, \d+ failed/g)?.at(-1) ?? "no count";
  return {
    claim,
    figure: `${counted}, exit code ${run.code}, ${run.seconds.toFixed(0)} s`,
    bar,
    passed: run.code === 0 && run.seconds < within && /, 0 failed$/.test(counted),
  };
}

/** Times and memory of a run that came to its report. */
function startLines(clone: FreshClone, start: StayingStart): Line[] {
  const summary = Summary.parse(JSON.parse(readFileSync(join(clone.folder, "out", "summary.json"), "utf8")));
  const { reportSeconds, cold, peakMemory } = summary;
  return [
    {
      claim: `npm start on a fresh clone: from the command to the report${cold ? ", the local cloud installed first" : ""}`,
      figure: `${start.seconds.toFixed(0)} s (${reportSeconds.toFixed(0)} s by its own clock)`,
      bar: `at most ${REPORT_WITHIN_SECONDS} s`,
      passed: start.seconds <= REPORT_WITHIN_SECONDS,
    },
    {
      claim: "npm start: the most memory at one moment, all processes (proportional set size)",
      figure: peakMemory ? `${(peakMemory.bytes / 1e9).toFixed(2)} GB in ${peakMemory.processes} processes` : "unknown",
      bar: "under 4 GB",
      passed: peakMemory !== null && peakMemory.bytes < MEMORY_BYTES,
    },
  ];
}

/** The page as a browser shows it, its picture kept. */
async function pageLine(ground: Ground, start: StayingStart): Promise<Line> {
  const claim = "the report's page in a real browser";
  const bar = "funnels, returns and movement among its sections, drawn charts, 20 figures or more, no complaint";
  const browser = browserPath();
  if (browser === undefined) return { claim, figure: "no Chromium on this machine", bar, passed: false };
  const picture = join(ground.folder("page"), "report.png");
  const { title, sections, charts, cells, complaints } = await lookAtPage(browser, `${start.pageUrl}/`, picture);
  const asked = [/funnel/i, /return/i, /movement/i].every((what) => sections.some((section) => what.test(section)));
  ground.say(`the page is pictured in ${picture}; sections: ${sections.join(", ")}`);
  return {
    claim,
    figure: `“${title}”: ${sections.length} sections, ${charts} charts, ${cells} figures; ${complaints.length === 0 ? "no complaint" : complaints.join("; ").slice(0, 200)}`,
    bar,
    passed: asked && charts >= 2 && cells >= 20 && complaints.length === 0,
  };
}

/** The workbook against the CSV, and both against what the API gives. */
async function exportLines(clone: FreshClone): Promise<Line[]> {
  const session = readSession(join(clone.folder, ".local", `start-${PORT}`, "session.json"));
  if (session === undefined) throw new Error("the clone's run tells of no session that is up");
  const call = await apiCaller(session, ["exports:read"]);
  const download = async (name: string) =>
    new Uint8Array(await (await call("GET", `/v1/exports/${name}`)).arrayBuffer());
  const file = (name: string) => readFileSync(join(clone.folder, "out", name));
  const [csv, workbook] = [await download("roi.csv"), await download("roi.xlsx")];
  const sheet = await compareSheet(file("roi.xlsx"), "ROI", file("roi.csv").toString("utf8"));
  const same = file("roi.csv").equals(csv) && file("roi.xlsx").equals(workbook);
  return [
    {
      claim: "the Excel file opened: its numbers are the CSV's",
      figure: `${sheet.rows} campaigns, ${sheet.columns} columns, ${sheet.numbers} numbers; ${sheet.unequal.length} unequal${sheet.unequal
        .slice(0, 3)
        .map((one) => `; ${one}`)
        .join("")}`,
      bar: "0 unequal",
      passed: sheet.unequal.length === 0 && sheet.rows > 0 && sheet.numbers >= 20,
    },
    {
      claim: "GET /v1/exports/roi.csv and roi.xlsx give the same bytes as out/",
      figure: same ? `${csv.length} and ${workbook.length} bytes, equal` : "they differ",
      bar: "equal",
      passed: same && csv.length > 0,
    },
  ];
}

/** Both README commands, as somebody would run them who has just cloned the project. */
export const commands: Claim = {
  name: "commands",
  says: "both README commands on a fresh clone: start, look, test",
  async run(ground) {
    const logs = ground.folder("logs");
    const clone = await freshClone(logs);
    ground.atEnd(async () => clone.remove());
    const lines: Line[] = [];
    const install = await clone.run("npm-ci", ["npm", "ci"], INSTALL_LIMIT_SECONDS);
    lines.push({
      claim: "npm ci on a fresh clone",
      figure: `exit code ${install.code}, ${install.seconds.toFixed(0)} s`,
      bar: "exit code 0",
      passed: install.code === 0,
    });
    if (install.code !== 0) return lines;
    ground.say("installed; npm start …");
    const start = await stayingStart(clone, PORT, join(logs, "npm-start.log"), START_LIMIT_SECONDS);
    try {
      // The run of a newcomer is one of those that must come to the same.
      await keepRun(ground, "plain", { out: join(clone.folder, "out"), seconds: start.seconds });
      lines.push(...startLines(clone, start), await pageLine(ground, start), ...(await exportLines(clone)));
    } finally {
      const { ending, left, seconds } = await start.interrupt();
      lines.push({
        claim: "Ctrl-C ends every process that npm start has started",
        figure: `${left} left after ${seconds.toFixed(1)} s, ${ending ?? "not ended"}`,
        bar: "0 left",
        passed: left === 0 && ending !== undefined,
      });
    }
    ground.say("npm start -- --once --days 3 …");
    const once = await clone.run(
      "npm-start-once",
      ["npm", "start", "--", "--once", "--days", "3", "--port", String(PORT + 1)],
      START_LIMIT_SECONDS,
    );
    lines.push({
      claim: "npm start -- --once ends by itself (here 3 days)",
      figure: `exit code ${once.code}, ${once.seconds.toFixed(0)} s`,
      bar: "exit code 0",
      passed: once.code === 0,
    });
    ground.say("npm run test:fast …");
    const fast = await clone.run("test-fast", ["npm", "run", "test:fast"], TEST_LIMIT_SECONDS);
    lines.push(testLine("npm run test:fast", "all pass, under 60 s", FAST_WITHIN_SECONDS, fast));
    ground.say("npm test …");
    const whole = await clone.run("test", ["npm", "test"], TEST_LIMIT_SECONDS);
    lines.push(testLine("npm test", "all pass, at most 10 minutes", TEST_WITHIN_SECONDS, whole));
    return lines;
  },
};
