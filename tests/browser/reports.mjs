// The reports that the browser opens: what the program makes of examples, golden cases and specs of its own.

import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/// Names that would be markup, leave their place or turn the text around them, if they could.
const hostile = {
  script: "<script>alert(1)</script>",
  quotes: "\"'><img src=x onerror=alert(2)>",
  pipes: "a|b&amp;c`d",
  newline: "two\nlines",
  turned: "\u202egnp.exe\u202d",
  hebrew: "\u05d0\u05d1\u05d2-a",
  emoji: "\u{1f4a9}\u{1f469}\u200d\u{1f680}",
  long: "x".repeat(200),
};

function hostileSpec() {
  const subnets = Object.values(hostile);
  return {
    version: 1,
    cluster: { name: hostile.script },
    vpc: {
      cidrs: ["10.9.0.0/16"],
      subnets: subnets.map((name, i) => ({
        name,
        az: `eu-west-1${"abc"[i % 3]}`,
        cidr: `10.9.${i}.0/24`,
        uses: i < 2 ? ["nodes", "loadBalancers"] : ["nodes"],
      })),
    },
    nodeGroups: Object.values(hostile).map((name, i) => ({
      name,
      instanceTypes: ["m5.large"],
      nodes: { min: 1, desired: 2, max: 4 + i },
      podsPerNode: 20,
      subnets,
    })),
    growth: { podsPerMonth: "9%", months: 18 },
  };
}

function largeSpec() {
  const two = (i) => `10.${i >> 7}.${(i * 2) & 255}.0/23`;
  return {
    version: 1,
    cluster: { name: "large" },
    vpc: {
      cidrs: ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"],
      subnets: Array.from({ length: 300 }, (_, i) => ({
        name: `nodes-${i}`, az: `eu-west-1${"abc"[i % 3]}`, cidr: two(i), uses: ["nodes"],
      })),
    },
    nodeGroups: Array.from({ length: 1000 }, (_, i) => ({
      name: `group-${i}`,
      instanceTypes: [`m6i.${["large", "xlarge", "2xlarge", "4xlarge"][i % 4]}`],
      nodes: { min: 1, desired: 1 + (i % 4), max: 4 + (i % 5) },
      podsPerNode: 5 + (i % 20),
      subnets: [`nodes-${i % 300}`, `nodes-${(i + 1) % 300}`],
    })),
    growth: { podsPerMonth: "5%", months: 24 },
  };
}

/// Each report as a file of HTML and, of plans, its JSON.
export function makeReports(program, source, work) {
  mkdirSync(work, { recursive: true });
  const written = (name, spec) => {
    const file = path.join(work, `${name}.json`);
    writeFileSync(file, JSON.stringify(spec));
    return file;
  };
  const example = (name) => path.join(source, "data", "examples", name);
  const golden = (name) => {
    const folder = path.join(source, "tests", "golden", name);
    const spec = readdirSync(folder).find((file) => file.endsWith(".yaml"));
    return path.join(folder, spec);
  };
  const kubectl = path.join(source, "tests", "fixtures", "kubectl", "cluster.json");
  const commands = [
    ["plan", ["plan", example("payments-prod.yaml")]],
    ["plan-hostile", ["plan", written("hostile-spec", hostileSpec())]],
    ["plan-large", ["plan", written("large-spec", largeSpec())]],
    ["plan-lacking", ["plan", golden("plan/does-not-fit"), "--scenarios", "all"]],
    ["plan-custom-networking", ["plan", example("custom-networking.yaml")]],
    ["size", ["size", "--nodes", "50", "--pods-per-node", "25", "--type", "m5.xlarge", "--vpc", "10.40.0.0/20"]],
    ["compare", ["compare", example("payments-prod.yaml"), "--recommend"]],
    ["max-pods", ["max-pods", "m5.large", "c5.xlarge", "m6i.32xlarge", "t3.micro", "--group"]],
    ["max-pods-modes", ["max-pods", "--all", "--every-mode"]],
    ["check-nodes", ["check-nodes", kubectl]],
    ["node", ["node", "m5.large", "--pods", "20", "--burst", "--down-to", "3"]],
    ["node-curve", ["node", "m5.2xlarge", "--curve"]],
    ["diff", ["diff", example("payments-prod.yaml"), written("hostile-spec", hostileSpec())]],
  ];
  return commands.map(([name, words]) => {
    const run = (format) => {
      const options = { cwd: work, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] };
      try {
        return execFileSync(program, [...words, "--format", format], options);
      } catch (error) {
        // A finding ends the program with 1; what it printed is whole.
        if (error.status !== 1) throw error;
        return error.stdout;
      }
    };
    const file = path.join(work, `${name}.html`);
    writeFileSync(file, run("html"));
    // What takes a browser long to look at as a whole.
    const isLarge = ["plan-large", "max-pods-modes"].includes(name);
    return { name, file, isLarge, json: JSON.parse(run("json")) };
  });
}

export { hostile };
