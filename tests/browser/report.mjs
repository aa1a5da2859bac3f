// Opens HTML reports in a browser: node report.mjs PROGRAM SOURCE MODULES WORK
//
// Each report is opened from its file, wide and narrow, light and dark. Nothing may be written to the console or asked of
// the network, no text may be cut or stand outside of the window, axe finds no fault, it prints, it is readable without
// JavaScript, and what its charts show is what the JSON of the same input says. Screenshots and PDFs are left in WORK to be
// looked at. MODULES is where `npm ci` put the packages of tests/browser, as tests/run does; without them, or without
// Chromium, it says so and exits 77, which CTest shows as skipped.

import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { chartFaults, otherChartFaults } from "./charts.mjs";
import { hostile, makeReports } from "./reports.mjs";

const [program, source, modules, work] = process.argv.slice(2).map((word) => path.resolve(word));

function skip(why) {
  console.error(`skipped: ${why}; tests/run gets it`);
  process.exit(77);
}

function chromium() {
  for (const folder of process.env.PATH.split(path.delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // The next one.
      }
    }
  }
  return null;
}

const executablePath = chromium();
if (executablePath === null) skip("no Chromium");
if (!existsSync(path.join(modules, "node_modules", "playwright-core"))) skip(`no playwright-core in ${modules}`);
const require = createRequire(path.join(modules, "package.json"));
const playwright = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const faults = [];

/// Texts that are cut or stand outside of the window, but for boxes that scroll; runs in the page.
function clippedTexts() {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (/^[\s\p{Cf}]*$/u.test(node.data) || element.closest("script, style, title, desc, .skip")) continue;
    if (!element.checkVisibility() || element.closest("details:not([open]) > :not(summary)")) continue;
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const scroll = element.closest(".scroll");
    const fault =
      box.width === 0 ? "has no width" : scroll === null && (box.left < -0.5 || box.right > width + 0.5) ? "is outside" : "";
    if (fault) found.push(`"${node.data.trim().slice(0, 40)}" ${fault} (${Math.round(box.left)} to ${Math.round(box.right)})`);
    for (let around = element; around !== null && around !== scroll; around = around.parentElement) {
      if (getComputedStyle(around).overflowX !== "visible" && around.scrollWidth > around.clientWidth + 1) {
        found.push(`"${node.data.trim().slice(0, 40)}" is cut by ${around.tagName}`);
      }
    }
  }
  return found;
}

/// Texts of a chart that stand on each other; runs in the page.
function overlappingTexts() {
  const found = [];
  for (const chart of document.querySelectorAll(".plot-area")) {
    const texts = [...chart.querySelectorAll("text.x, text.y, text.mark")].map((text) => [text, text.getBoundingClientRect()]);
    for (const [i, [a, one]] of texts.entries()) {
      for (const [b, other] of texts.slice(i + 1)) {
        const overlaps = one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
        if (overlaps) found.push(`"${a.textContent}" and "${b.textContent}" stand on each other`);
      }
    }
  }
  return found;
}

async function open(browser, report, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const url = pathToFileURL(report.file).href;
  const say = (what) => faults.push(`${report.name}: ${what}`);
  page.on("console", (message) => say(`console: ${message.text()}`));
  page.on("pageerror", (error) => say(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    say(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) say(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { context, page, say };
}

async function checkLook(browser, report, width, colorScheme) {
  const { context, page, say } = await open(browser, report, { viewport: { width, height: 900 }, colorScheme });
  const where = `${width} px, ${colorScheme}`;
  for (const text of await page.evaluate(clippedTexts)) say(`${where}: ${text}`);
  for (const text of await page.evaluate(overlappingTexts)) say(`${where}: ${text}`);
  await page.screenshot({ path: path.join(work, `${report.name}-${width}-${colorScheme}.png`), fullPage: true });
  await context.close();
}

async function checkAccess(browser, report, colorScheme) {
  const { context, page, say } = await open(browser, report, { viewport: { width: 1280, height: 900 }, colorScheme });
  // What is folded is to be read too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const violation of result.violations) {
    say(`axe, ${colorScheme}: ${violation.id}: ${violation.help}: ${violation.nodes[0].html.slice(0, 120)}`);
  }
  await context.close();
}

async function checkPrint(browser, report) {
  const { context, page, say } = await open(browser, report, { viewport: { width: 1280, height: 900 } });
  const bytes = await page.pdf({ path: path.join(work, `${report.name}.pdf`), preferCSSPageSize: true });
  if (!bytes.subarray(0, 5).equals(Buffer.from("%PDF-"))) say("it does not print");
  await context.close();
}

async function checkWithoutScript(browser, report) {
  const { context, page, say } = await open(browser, report, { javaScriptEnabled: false });
  const text = await page.locator("main").innerText();
  const sections = await page.locator("nav a").allInnerTexts();
  if (sections.length === 0) say("without script: no navigation");
  for (const section of sections) {
    if (!text.includes(section)) say(`without script: no section ${section}`);
  }
  for (const finding of await page.locator(".finding").all()) {
    if (!(await finding.isVisible())) say("without script: a finding is hidden");
  }
  await context.close();
}

async function checkScript(browser, report) {
  const { context, page, say } = await open(browser, report, { viewport: { width: 1280, height: 900 } });
  const column = () => page.locator("#scenarios tbody th").first().innerText();
  const heading = page.locator("#scenarios thead button").first();
  await heading.click();
  const first = await column();
  await heading.click();
  if (first === (await column())) say("a table is not sorted the other way round");
  const box = page.locator(".filter input").first();
  const shown = async () => (await page.locator(".finding:visible").count());
  const before = await shown();
  await box.uncheck();
  if ((await shown()) >= before) say("a filter hides no finding");
  await page.keyboard.press("Tab");
  if (!(await page.evaluate(() => document.activeElement !== document.body))) say("the keyboard reaches nothing");
  await context.close();
}

async function checkCharts(browser, report) {
  const { context, page, say } = await open(browser, report, {});
  const faults = report.json.schema === "cniplan/plan/v1" ? chartFaults : otherChartFaults;
  for (const fault of await faults(page, report.json)) say(fault);
  await context.close();
}

/// Names are there character by character, and nothing but names.
async function checkNames(browser, report) {
  const { context, page, say } = await open(browser, report, {});
  const names = await page.locator("#subnets h3").allTextContents();
  for (const name of Object.values(hostile)) {
    if (!names.includes(name)) say(`the name ${JSON.stringify(name)} is not there: ${JSON.stringify(names)}`);
  }
  if ((await page.locator("script").count()) !== 1) say("a name became a script");
  if ((await page.locator("img").count()) !== 0) say("a name became an image");
  await context.close();
}

async function main() {
  const reports = makeReports(program, source, work);
  // The sandbox of Chromium needs rights that a container does not give.
  const browser = await playwright.chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const checks = [];
  for (const report of reports) {
    checks.push(() => checkLook(browser, report, 360, "dark"), () => checkLook(browser, report, 1280, "light"));
    checks.push(() => checkPrint(browser, report), () => checkWithoutScript(browser, report));
    if (report.json !== null) checks.push(() => checkCharts(browser, report));
    if (!report.isLarge) checks.push(() => checkAccess(browser, report, "light"), () => checkAccess(browser, report, "dark"));
  }
  const named = (name) => reports.find((report) => report.name === name);
  checks.push(() => checkLook(browser, named("plan"), 1280, "dark"), () => checkLook(browser, named("plan"), 2560, "light"));
  checks.push(() => checkScript(browser, named("plan")), () => checkNames(browser, named("plan-hostile")));
  // Some at once: each has a context of its own.
  const worker = async () => {
    for (let check = checks.shift(); check !== undefined; check = checks.shift()) await check();
  };
  try {
    await Promise.all([worker(), worker(), worker()]);
  } finally {
    await browser.close();
  }
  for (const fault of faults.sort()) console.error(fault);
  if (faults.length > 0) process.exit(1);
  console.log(`${reports.length} reports are as they should be`);
}

await main();
