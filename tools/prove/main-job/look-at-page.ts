import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

/** What a browser saw of a page. */
export interface PageSeen {
  title: string;
  /** Sections with a heading and something in them that takes up room. */
  sections: string[];
  /** Charts that were drawn: SVGs with a size and something in them. */
  charts: number;
  /** Cells of tables that are shown. */
  cells: number;
  /** What went wrong while it was loaded: errors of scripts, refused loads, the console's errors. */
  complaints: string[];
}

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const LOADED_WITHIN_MS = 30_000;

/** Where a browser is on this machine (`CHROMIUM` names another one); undefined when there is none. */
export const browserPath = (): string | undefined =>
  [process.env.CHROMIUM ?? "", ...PLACES].find((place) => place !== "" && existsSync(place));

/** Opens a page in a real browser, keeps a picture of the whole of it, and says what is on it. */
export async function lookAtPage(executablePath: string, url: string, picture: string): Promise<PageSeen> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("requestfailed", (request) => complaints.push(`not loaded: ${request.url()}`));
    page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
    const answer = await page.goto(url, { waitUntil: "load", timeout: LOADED_WITHIN_MS });
    if (!answer?.ok()) complaints.push(`${url}: ${answer?.status() ?? "no answer"}`);
    await page.screenshot({ path: picture, fullPage: true });
    // Runs in the page. As text, since the tools are compiled without the browser's types.
    const seen = (await page.evaluate(SEEN)) as Omit<PageSeen, "title" | "complaints">;
    return { title: await page.title(), complaints, ...seen };
  } finally {
    await browser.close();
  }
}

const SEEN = `(() => {
  const takesRoom = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  const shown = (selector) => [...document.querySelectorAll(selector)].filter(takesRoom);
  return {
    sections: shown("section h2").map((heading) => heading.textContent.trim()),
    charts: shown("svg").filter((svg) => svg.querySelectorAll("path, rect, circle, line").length > 3).length,
    cells: shown("td").length,
  };
})()`;
