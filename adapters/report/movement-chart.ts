import type { Movement } from "../../core/insight/movement.ts";
import { chartSvg } from "./chart-svg.ts";
import type { Figures } from "./figures.ts";
import type { SafeHtml } from "./safe-html.ts";
import type { Words } from "./words.ts";

const KNOWN = [
  "champions",
  "loyal",
  "regular",
  "new",
  "fading",
  "potential",
  "at-risk",
  "lost",
  "inactive",
  "prospect",
];

/** The custom property that a segment is coloured by. */
export function segmentColour(segment: string): string {
  return KNOWN.includes(segment) ? `var(--seg-${segment})` : "var(--seg-other)";
}

/** Who went from which segment to which, as streams from left to right in the segments' own order. */
export function movementChart(
  movement: Movement,
  nameOf: (segment: string) => string,
  words: Words,
  figures: Figures,
  width: number,
): SafeHtml {
  const narrow = width < 500;
  const side = narrow ? 92 : 150;
  const members = (segment: string, end: "from" | "to"): number =>
    movement.flows.reduce((sum, flow) => sum + (flow[end] === segment ? flow.members : 0), 0);
  const nodes = (end: "from" | "to", depth: number) =>
    movement.segments
      .filter((segment) => members(segment, end) > 0)
      .map((segment) => ({
        name: `${end}:${segment}`,
        depth,
        itemStyle: { color: segmentColour(segment), borderWidth: 0 },
        label: {
          position: end === "from" ? "left" : "right",
          formatter: () => `${nameOf(segment)}  ${figures.count(members(segment, end))}`,
        },
      }));
  const [left, right] = [nodes("from", 0), nodes("to", 1)];
  const option = {
    series: [
      {
        type: "sankey",
        left: side,
        right: side,
        top: 6,
        bottom: 6,
        nodeWidth: narrow ? 8 : 12,
        nodeGap: narrow ? 13 : 16,
        // Segments keep their own order, best on top; the library would sort them to untangle the streams.
        layoutIterations: 0,
        data: [...left, ...right],
        links: movement.flows.map(({ from, to, members: value }) => ({
          source: `from:${from}`,
          target: `to:${to}`,
          value,
        })),
        lineStyle: { color: "source", opacity: 0.32, curveness: 0.55 },
        label: { color: "var(--ink)", fontSize: narrow ? 10.5 : 12.5, width: side - 8, overflow: "break" },
      },
    ],
  };
  const height = Math.max(left.length, right.length) * (narrow ? 44 : 46) + 40;
  return chartSvg(option, { width, height }, words.movement);
}
