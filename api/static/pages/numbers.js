// Charts from numbers that stand in the page.

const FILL = "44";

for (const place of document.querySelectorAll(".chart")) {
  const series = JSON.parse(place.dataset.series);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => {
    const probe = document.createElement("span");
    probe.className = name;
    place.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const written = place.dataset.currency ? { style: "currency", currency: place.dataset.currency } : {};
  const [ink, brand] = [colour("quiet"), colour("in-brand")];
  const chart = new uPlot(
    {
      width: place.clientWidth,
      height: 240,
      legend: { show: false },
      scales: { y: { range: (_, low, high) => [0, Math.max(high, place.dataset.currency ? 0.01 : 4) * 1.1] } },
      axes: [
        { stroke: ink, grid: { show: false }, values: (_, days) => days.map((day) => new Date(day * 1000).toLocaleDateString(place.dataset.language, { day: "numeric", month: "short" })) },
        { stroke: ink, size: 64, values: (_, sums) => sums.map((sum) => sum.toLocaleString(place.dataset.language, written)) },
      ],
      series: [{}, { label: place.dataset.label, stroke: brand, width: 2, fill: brand.replace(")", ` / ${FILL})`).replace("rgb(", "rgb("), paths: uPlot.paths.bars({ size: [0.7, 40] }) }],
    },
    [series.map(([day]) => Date.parse(`${day}T12:00:00Z`) / 1000), series.map(([, value]) => value)],
    place,
  );
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: 240 })).observe(place);
}
