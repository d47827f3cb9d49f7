import type { CustomSeriesRenderItem } from "echarts";
import type { Estimate } from "../../core/insight/incremental.ts";
import type { Campaign } from "../../core/insight/roi.ts";
import { chartSvg } from "./chart-svg.ts";
import type { Figures } from "./figures.ts";
import type { SafeHtml } from "./safe-html.ts";
import { verdictTone } from "./verdict-tone.ts";
import type { Words } from "./words.ts";

interface Line {
  label: string;
  estimate: Estimate;
  colour: string;
}

const ROW_HEIGHT = 34;

/** Every campaign's interval before and after cost on one scale, with zero marked; undefined when there is none. */
export function intervalChart(
  campaigns: Campaign[],
  nameOf: (journey: string) => string,
  words: Words,
  figures: Figures,
  width: number,
): SafeHtml | undefined {
  const narrow = width < 500;
  const lines = campaigns.flatMap(({ journey, increment }): Line[] => {
    const name = nameOf(journey);
    const { beforeCost, afterCost } = increment;
    return [
      ...(beforeCost ? [{ label: `${name}\n${words.beforeCost}`, estimate: beforeCost, colour: "var(--muted)" }] : []),
      ...(afterCost
        ? [
            {
              label: `${name}\n${words.afterCost}`,
              estimate: afterCost,
              colour: `var(--${verdictTone(increment.verdict)})`,
            },
          ]
        : []),
    ];
  });
  if (lines.length === 0) return undefined;
  // A scale of less than ten major units has steps below one.
  const isFine = Math.max(...lines.map(({ estimate }) => estimate.high - estimate.low)) < 1_000;
  const drawn = lines.map(({ estimate }, at) => [at, estimate.low, estimate.difference, estimate.high]);
  const option = {
    grid: {
      left: labelWidth(lines) + 16,
      right: narrow ? 18 : 28,
      top: 8,
      bottom: 26,
      outerBoundsMode: "none",
    },
    xAxis: {
      type: "value",
      splitNumber: narrow ? 3 : 6,
      axisLabel: {
        color: "var(--muted)",
        fontSize: 11,
        hideOverlap: true,
        formatter: (value: number) => (isFine ? figures.signedExact(value) : figures.signed(value)),
      },
      splitLine: { lineStyle: { color: "var(--rule)" } },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: lines.map(({ label }) => label),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: "var(--ink)", fontSize: narrow ? 11 : 12, lineHeight: 15, margin: 12 },
    },
    series: [
      {
        type: "custom",
        data: drawn,
        encode: { x: [1, 2, 3], y: 0 },
        renderItem: interval(lines),
        clip: false,
      },
    ],
  };
  const height = lines.length * ROW_HEIGHT + 36;
  const spoken = lines.map(
    ({ label, estimate }) =>
      `${label.replace("\n", ", ")}: ${figures.signedExact(estimate.difference)}, ${words.between(figures.signedExact(estimate.low), figures.signedExact(estimate.high))}`,
  );
  return chartSvg(option, { width, height }, `${words.intervals}. ${spoken.join(". ")}`);
}

/** Room for the longest label, reckoned wide: the reader's font isn't known here. A Chinese character takes about two letters. */
function labelWidth(lines: Line[]): number {
  const widths = lines.flatMap(({ label }) =>
    label.split("\n").map((part) => [...part].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12.5 : 7.4), 0)),
  );
  return Math.ceil(Math.max(...widths));
}

/** A line with end strokes from low to high, a dot at the difference, and the zero line once. */
function interval(lines: Line[]): CustomSeriesRenderItem {
  return (_, api) => {
    const at = Number(api.value(0));
    const [low = 0, y = 0] = api.coord([api.value(1), at]);
    const [middle = 0] = api.coord([api.value(2), at]);
    const [high = 0] = api.coord([api.value(3), at]);
    const [zero = 0] = api.coord([0, at]);
    const colour = lines[at]?.colour ?? "var(--muted)";
    const stroke = (x1: number, y1: number, x2: number, y2: number, lineWidth: number, ink = colour) =>
      ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: ink, lineWidth, lineCap: "round" } }) as const;
    return {
      type: "group",
      children: [
        stroke(zero, y - ROW_HEIGHT / 2, zero, y + ROW_HEIGHT / 2, 1.5, "var(--ink)"),
        stroke(low, y, high, y, 3),
        stroke(low, y - 5, low, y + 5, 2),
        stroke(high, y - 5, high, y + 5, 2),
        {
          type: "circle",
          shape: { cx: middle, cy: y, r: 5.5 },
          style: { fill: colour, stroke: "var(--card)", lineWidth: 2 },
        },
      ],
    };
  };
}
