import { CustomChart, SankeyChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import type { EChartsCoreOption } from "echarts/core";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { html, SafeHtml } from "./safe-html.ts";

use([CustomChart, SankeyChart, GridComponent, SVGRenderer]);

/** The fonts of the page, which a reader's machine has: nothing is loaded. */
export const FONT =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif';

/**
 * A chart as inline SVG, drawn here and now: the page needs no script and no download for it. Colours may be custom
 * properties (`var(--ink)`), so that the chart follows the page's theme.
 *
 * @param label what the chart says, for who can't see it
 */
export function chartSvg(option: EChartsCoreOption, size: { width: number; height: number }, label: string): SafeHtml {
  const chart = init(null, null, { renderer: "svg", ssr: true, ...size });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT }, ...option });
    return html`<div class="chart" role="img" aria-label="${label}">${new SafeHtml(withoutHooks(chart.renderToSVGString()))}</div>`;
  } finally {
    chart.dispose();
  }
}

/**
 * Takes out what the chart library leaves for its own script in a browser: classes numbered by process, so that the same
 * report would never be the same text twice, their style sheet, and attributes.
 */
function withoutHooks(svg: string): string {
  return svg
    .replace(/<style\s*>.*?<\/style>/gs, "")
    .replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*")/g, "")
    .replace(/^<svg width="\d+" height="\d+"/, "<svg")
    .replaceAll("\n", "");
}
