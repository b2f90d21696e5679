/** A curve of the frontier, in percent of always-reasoning. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly cost: number; readonly latency: number }[];
  readonly namesOnly: { readonly cost: number; readonly latency: number };
}

const width = 900;
const height = 560;
const margin = { left: 60, right: 300, top: 40, bottom: 50 };
const colours = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'];

/** Cost (across) against latency (up) of each curve: a line as a second becomes worth more, a cross for the plain heuristic. */
export function frontierSvg(curves: readonly Curve[]): string {
  const all = curves.flatMap(({ points, namesOnly }) => [...points, namesOnly]);
  const x = scale(
    all.map(({ cost }) => cost),
    [margin.left, width - margin.right],
  );
  const y = scale(
    all.map(({ latency }) => latency),
    [height - margin.bottom, margin.top],
  );
  const body = curves.map((curve, index) => drawCurve(curve, { x, y, index }));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img" aria-labelledby="title">
<title id="title">Cost against latency of the policy turnwise on recorded conversations</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${margin.left}" y="22" font-size="14">Cost against latency, % of always-reasoning: turnwise from a second worth $0 (dot) on; x: names only</text>
${axis(x, (at, label) => `<line x1="${at}" x2="${at}" y1="${margin.top}" y2="${height - margin.bottom}" stroke="#eee"/><text x="${at}" y="${height - margin.bottom + 18}" text-anchor="middle">${label}</text>`)}
${axis(y, (at, label) => `<line x1="${margin.left}" x2="${width - margin.right}" y1="${at}" y2="${at}" stroke="#eee"/><text x="${margin.left - 8}" y="${at + 4}" text-anchor="end">${label}</text>`)}
<text x="${(margin.left + width - margin.right) / 2}" y="${height - 12}" text-anchor="middle">cost %</text>
<text x="16" y="${height / 2}" text-anchor="middle" transform="rotate(-90 16 ${height / 2})">latency %</text>
${body.join('\n')}
</svg>
`;
}

interface Scale {
  readonly least: number;
  readonly most: number;
  at(value: number): number;
}

function scale(values: readonly number[], [from, to]: readonly [number, number]): Scale {
  const least = Math.floor(Math.min(...values) / 5) * 5;
  const most = Math.ceil(Math.max(...values) / 5) * 5;
  return { least, most, at: (value) => round(from + ((value - least) / (most - least)) * (to - from)) };
}

function axis({ least, most, at }: Scale, draw: (at: number, label: number) => string): string {
  return Array.from({ length: (most - least) / 5 + 1 }, (_, step) => draw(at(least + step * 5), least + step * 5)).join(
    '',
  );
}

function drawCurve({ name, points, namesOnly }: Curve, { x, y, index }: { x: Scale; y: Scale; index: number }): string {
  const colour = colours[Math.floor(index / 2) % colours.length];
  const dash = index % 2 === 1 ? ' stroke-dasharray="5 3"' : '';
  const line = points.map(({ cost, latency }) => `${x.at(cost)},${y.at(latency)}`).join(' ');
  const [start] = points;
  const dot =
    start === undefined ? '' : `<circle cx="${x.at(start.cost)}" cy="${y.at(start.latency)}" r="4" fill="${colour}"/>`;
  const legendY = margin.top + 10 + index * 20;
  const legendX = width - margin.right + 20;
  return `<polyline points="${line}" fill="none" stroke="${colour}" stroke-width="2"${dash}/>${dot}<text x="${x.at(namesOnly.cost)}" y="${y.at(namesOnly.latency) + 4}" text-anchor="middle" fill="${colour}" font-weight="bold">x</text><line x1="${legendX}" x2="${legendX + 24}" y1="${legendY}" y2="${legendY}" stroke="${colour}" stroke-width="2"${dash}/><text x="${legendX + 32}" y="${legendY + 4}">${name}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
