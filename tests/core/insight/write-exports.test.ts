import { describe, expect, it } from "vitest";
import { firstScoringOf } from "../../../core/insight/export-period.ts";
import type { ExportManifest } from "../../../core/insight/export-store.ts";
import type { MemberFile, NightStanding } from "../../../core/insight/member-file.ts";
import type { ReportModel } from "../../../core/insight/report-model.ts";
import { writeExports } from "../../../core/insight/write-exports.ts";
import { SnapshotMissingError } from "../../../core/scoring/snapshot.ts";
import { aJourney } from "../../support/builders/a-journey.ts";
import { aProgramme } from "../../support/builders/a-programme.ts";
import { anEnrolment } from "../../support/builders/an-enrolment.ts";
import { InMemoryProgrammeStore } from "../../support/in-memory-programme-store.ts";
import { anOrder } from "./insight-rows.ts";

const NOW = "2011-12-01T00:30:00Z";

const aFile = (memberId: string): MemberFile => ({
  memberId,
  entries: [],
  orders: [
    {
      ...anOrder({ orderKey: `simulated-response:${memberId}` }),
      bookedOn: "2011-09-05",
      programme: 1,
      currency: "GBP",
      totalMinor: 1_000,
      deliveryMinor: 0,
      refunds: [],
      whollyCancelled: false,
    },
  ],
  coupons: [],
  enrolments: [anEnrolment({ memberId })],
  messages: [],
  refusals: [],
});

const standing = (memberId: string, segment: string): [string, NightStanding] => [
  memberId,
  { memberId, recencyDays: 1, frequency: 1, monetaryMinor: 1, r: 1, f: 1, m: 1, segment },
];

/** A world of two members and one scored night before the last; what is written is kept by path, in order. */
async function world() {
  const programmes = new InMemoryProgrammeStore();
  await programmes.saveProgramme(aProgramme(), 0, "test", NOW);
  await programmes.saveJourney(aJourney(), 0, "test", NOW);
  const written: string[] = [];
  const manifests: ExportManifest[] = [];
  const reports: ReportModel[] = [];
  const nights = new Map([
    ["2011-08-31", new Map([standing("m_1", "lost")])],
    ["2011-11-30", new Map([standing("m_1", "champions"), standing("m_2", "new")])],
  ]);
  const ports: Parameters<typeof writeExports>[1] = {
    members: {
      async *all() {
        yield [aFile("m_2")];
        yield [aFile("m_1")];
      },
    },
    vault: { people: async () => new Map() },
    programmes,
    async standings(asOf) {
      const night = nights.get(asOf);
      if (night === undefined) throw new SnapshotMissingError(asOf);
      return night;
    },
    segments: ["champions", "new", "lost"],
    renderings: {
      "page.html": (model) => {
        reports.push(model);
        return "page";
      },
    },
    exports: {
      async write(asOf, name, body) {
        written.push(`${asOf}/${name}`);
        return body.length;
      },
      async publish(manifest) {
        written.push("manifest");
        manifests.push(manifest);
      },
    },
  };
  return { ports, written, manifests, reports };
}

const request = { asOf: "2011-11-30", firstScoring: "2011-08-31", now: NOW };

describe("a day's export", () => {
  it("is published after its last file, so that nobody sees half a day", async () => {
    const { ports, written, manifests } = await world();
    await writeExports(request, ports);
    expect(written).toEqual([
      "2011-11-30/members.jsonl",
      "2011-11-30/ledger.jsonl",
      "2011-11-30/messages.jsonl",
      "2011-11-30/enrolments.jsonl",
      "2011-11-30/coupons.jsonl",
      "2011-11-30/refusals.jsonl",
      "2011-11-30/page.html",
      "manifest",
    ]);
    expect(manifests[0]).toMatchObject({ asOf: "2011-11-30", writtenAt: NOW });
    expect(manifests[0]?.files.at(-1)).toEqual({ name: "page.html", bytes: 4 });
  });

  it("is not published when a file could not be written", async () => {
    const { ports, manifests } = await world();
    ports.renderings["page.html"] = () => Promise.reject(new Error("out of ink"));
    await expect(writeExports(request, ports)).rejects.toThrow("out of ink");
    expect(manifests).toEqual([]);
  });

  it("begins the day after the first scoring, and names the segments of both nights", async () => {
    const { ports, reports } = await world();
    await writeExports(request, ports);
    expect(reports[0]).toMatchObject({ from: "2011-09-01", asOf: "2011-11-30" });
    expect(reports[0]?.movement.flows).toEqual([
      { from: "lost", to: "champions", members: 1 },
      { from: "unscored", to: "new", members: 1 },
    ]);
  });

  it("lets a period begin before the first night, but not end on a day that was not scored", async () => {
    const { ports, reports } = await world();
    await writeExports({ ...request, firstScoring: "2011-07-01" }, ports);
    expect(reports[0]?.movement.flows.every(({ from }) => from === "unscored")).toBe(true);
    await expect(writeExports({ ...request, asOf: "2011-12-24" }, ports)).rejects.toThrow(SnapshotMissingError);
  });

  it("knows orders of the simulation by their channel", async () => {
    const { ports, reports } = await world();
    await writeExports({ ...request, respondShare: 0.15 }, ports);
    expect(reports[0]?.simulated).toEqual({ redemptions: 0, orders: 2, respondShare: 0.15 });
  });

  it("looks a quarter back unless told otherwise, and never before the programme went live", () => {
    expect(firstScoringOf("2011-11-30", "2010-01-01")).toBe("2011-08-31");
    expect(firstScoringOf("2011-11-30", "2011-10-01")).toBe("2011-10-01");
    expect(firstScoringOf("2011-11-30", "2012-10-01")).toBe("2011-11-30");
  });
});
