// What the charts of a plan's page show, read back from their data-* attributes, against the JSON of the same plan.

/// The values of all charts of a kind, each with those of its parts; runs in the page.
function chartsOf(kind) {
  const plain = (element) => ({ ...element.dataset });
  return [...document.querySelectorAll(`svg[data-chart="${kind}"]`)].map((chart) => ({
    ...plain(chart),
    parts: [...chart.querySelectorAll("g, circle, rect, path")].map(plain).filter((part) => Object.keys(part).length > 0),
  }));
}

/// A list of sentences: what is not as the JSON has it.
export async function chartFaults(page, json) {
  const faults = [];
  const equal = (what, shown, meant) => {
    if (String(shown) !== String(meant)) faults.push(`${what}: the chart has ${shown}, the JSON ${meant}`);
  };
  const charts = async (kind) => await page.evaluate(chartsOf, kind);
  const subnet = (name) => json.subnets.find((one) => one.name === name);

  const bars = await charts("subnet");
  if (json.subnets.length > 0 && bars.length === 0) faults.push("no bar of a subnet");
  for (const bar of bars) {
    const scenario = subnet(bar.subnet).scenarios.find((one) => one.scenario === bar.scenario);
    const what = `bar of ${bar.subnet} in ${bar.scenario}`;
    equal(`${what}: used`, bar.used, scenario.used);
    if (scenario.free !== null) equal(`${what}: free`, bar.free, scenario.free);
    for (const [owner, addresses] of Object.entries(scenario.demand)) {
      const part = bar.parts.find((one) => one.owner === owner);
      equal(`${what}: ${owner}`, part?.addresses ?? 0, addresses);
    }
  }

  const [fleet] = await charts("fleet");
  if ((json.charts.fleet !== null) !== (fleet !== undefined)) faults.push("the fleet's curve is not where the JSON has one");
  for (const part of fleet?.parts.filter((one) => "nodes" in one) ?? []) {
    const point = json.charts.fleet.points.find((one) => String(one.nodes) === part.nodes);
    equal(`${part.subnet} with ${part.nodes} nodes`, part.used, point.used[json.charts.fleet.subnets.indexOf(part.subnet)]);
  }

  const pools = await charts("warm-pool");
  equal("warm pools", pools.length, json.charts.warm_pools.length);
  pools.forEach((pool, i) => {
    const curve = json.charts.warm_pools[i];
    equal("instance type of a warm pool", pool.instanceType, curve.instance_type);
    const parts = pool.parts.filter((one) => "pods" in one);
    if (parts.length === 0) faults.push(`the warm pool of ${pool.instanceType} has no point`);
    for (const part of parts) {
      const pods = Number(part.pods);
      const what = `${pool.instanceType} with ${pods} Pods`;
      for (const key of ["enis", "primary", "warm"]) equal(`${what}: ${key}`, part[key], curve[key][pods]);
      equal(`${what}: assigned`, part.assigned, pods);
      equal(`${what}: trunk`, part.trunk, curve.trunk);
    }
  });

  for (const map of await charts("map")) {
    const meant = json.charts.maps.find((one) => one.subnet === map.subnet);
    equal(`map of ${map.subnet}: blocks for prefixes`, map.prefixBlocks, meant.prefix_blocks);
    equal(`map of ${map.subnet}: blocks for single addresses`, map.singleBlocks, meant.single_blocks);
    const runs = map.parts.filter((one) => "state" in one);
    equal(`map of ${map.subnet}: runs`, runs.length, meant.runs.length);
    runs.forEach((run, i) => {
      for (const key of ["state", "first", "blocks"]) equal(`map of ${map.subnet}: run ${i}: ${key}`, run[key], meant.runs[i][key]);
    });
  }

  const [growth] = await charts("growth");
  if ((json.growth !== null) !== (growth !== undefined)) faults.push("growth is not where the JSON has it");
  for (const part of growth?.parts.filter((one) => "month" in one) ?? []) {
    equal(`${part.subnet} in month ${part.month}`, part.used, subnet(part.subnet).growth.used[Number(part.month)]);
  }
  return faults;
}

/// The same of what else is drawn: subnets of a size, alternatives, max Pods, a node for each number of Pods.
export async function otherChartFaults(page, json) {
  const faults = [];
  const equal = (what, shown, meant) => {
    if (String(shown) !== String(meant)) faults.push(`${what}: the chart has ${shown}, the JSON ${meant}`);
  };
  const each = async (kind, meant, compare) => {
    const charts = await page.evaluate(chartsOf, kind);
    if (meant.length > 0 && charts.length === 0) faults.push(`no chart of a ${kind}`);
    for (const chart of charts) compare(chart);
  };
  if (json.schema === "cniplan/size/v1") {
    await each("sized-subnet", json.subnets, (chart) => {
      const subnet = json.subnets.find((one) => one.name === chart.subnet);
      equal(`usable addresses of ${chart.subnet}`, chart.usable, subnet.usable);
      equal(`CIDR of ${chart.subnet}`, chart.cidr, subnet.cidr);
    });
  } else if (json.schema === "cniplan/compare/v1") {
    await each("alternative", json.alternatives, (chart) => {
      const alternative = json.alternatives.find((one) => String(one.rank) === chart.rank);
      equal(`addresses of alternative ${chart.rank}`, chart.steadyAddresses, alternative.steady_addresses);
      equal(`waste of alternative ${chart.rank}`, chart.waste, alternative.waste);
    });
  } else if (json.schema === "cniplan/max-pods/v1") {
    await each("max-pods", json.types, (chart) => {
      const type = json.types.find((one) => one.instance_type === chart.instanceType);
      equal(`max Pods of ${chart.instanceType}`, chart.maxPods, type.max_pods);
      equal(`recommended max Pods of ${chart.instanceType}`, chart.recommendedMaxPods, type.recommended_max_pods);
    });
  } else if (json.schema === "cniplan/node-curve/v1") {
    await each("warm-pool", json.points, (chart) => {
      const parts = chart.parts.filter((one) => "pods" in one);
      equal("points of the curve", parts.length > 0, true);
      for (const part of parts) {
        const point = json.points.find((one) => String(one.pods) === part.pods);
        const sum = (label) => point.node_subnet[label] + point.pod_subnet[label];
        equal(`ENIs with ${part.pods} Pods`, part.enis, point.enis);
        for (const label of ["primary", "assigned"]) equal(`${label} with ${part.pods} Pods`, part[label], sum(label));
        equal(`warm with ${part.pods} Pods`, part.warm, sum("warm") + sum("cooling"));
      }
    });
  }
  return faults;
}
