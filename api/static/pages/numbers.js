// Charts from numbers that stand in the page.

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
  // Calls often cost less than a cent, so steps of an axis have as many digits as tell them apart.
  const written = (step) => {
    if (!place.dataset.currency) return {};
    const digits = Math.min(6, Math.max(2, Math.ceil(-Math.log10(step))));
    return { style: "currency", currency: place.dataset.currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  };
  // As wide as the longest label: amounts are longer in some languages.
  const widthOf = (chart, labels, index) => {
    const { font, gap, ticks } = chart.axes[index];
    chart.ctx.font = font[0];
    const widths = (labels ?? []).map((label) => chart.ctx.measureText(label).width / devicePixelRatio);
    return Math.ceil(ticks.size + gap + Math.max(24, ...widths));
  };
  const [ink, brand] = [colour("quiet"), colour("in-brand")];
  const chart = new uPlot(
    {
      width: place.clientWidth,
      height: 240,
      legend: { show: false },
      scales: { y: { range: (_, low, high) => [0, (place.dataset.currency ? high || 1 : Math.max(high, 4)) * 1.1] } },
      axes: [
        { stroke: ink, grid: { show: false }, values: (_, days) => days.map((day) => new Date(day * 1000).toLocaleDateString(place.dataset.language, { day: "numeric", month: "short" })) },
        { stroke: ink, size: widthOf, values: (_, sums) => sums.map((sum) => sum.toLocaleString(place.dataset.language, written(sums[1] - sums[0]))) },
      ],
      series: [{}, { label: place.dataset.label, stroke: brand, width: 2, fill: brand.replace("rgb(", "rgba(").replace(")", ", 0.25)"), paths: uPlot.paths.bars({ size: [0.7, 40] }) }],
    },
    [series.map(([day]) => Date.parse(`${day}T12:00:00Z`) / 1000), series.map(([, value]) => value)],
    place,
  );
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: 240 })).observe(place);
}
