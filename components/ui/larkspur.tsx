const petals = [0, 72, 144, 216, 288];

/** Florets from the foot of the spire to its tip: x, y, size, turn. */
const florets = [
  [96, 262, 1, 8],
  [146, 248, 1, -20],
  [110, 214, 0.95, 30],
  [154, 202, 0.88, 4],
  [100, 174, 0.8, -12],
  [142, 160, 0.78, 26],
  [112, 132, 0.68, 10],
  [140, 116, 0.6, -8],
  [116, 94, 0.5, 20],
  [134, 76, 0.42, 0],
  [122, 58, 0.32, 14],
] as const;

const buds = [
  [130, 42, 5],
  [124, 28, 4],
  [128, 16, 3],
] as const;

function Floret({ x, y, size, turn, deep }: { x: number; y: number; size: number; turn: number; deep: boolean }) {
  return (
    <g transform={`translate(${x} ${y}) rotate(${turn}) scale(${size})`}>
      {petals.map((angle) => (
        <path key={angle} transform={`rotate(${angle})`} d="M0 0C-13-6-15-22 0-31 15-22 13-6 0 0z" className={deep ? "fill-accent" : "fill-petal"} />
      ))}
      <circle r="6.5" className="fill-paper" />
      <circle r="2.5" className="fill-accent" />
    </g>
  );
}

/** A larkspur spire, drawn. Decoration: it says nothing that the page does not. */
export function Larkspur({ className = "" }: { className?: string }) {
  return (
    <svg viewBox="0 0 250 440" aria-hidden="true" className={className} fill="none">
      <g className="stroke-stem" strokeWidth="4" strokeLinecap="round">
        <path d="M124 440C128 340 118 220 128 20" />
        <path d="M122 360C86 344 66 316 52 282M123 388c34-10 62-36 78-70M121 330c26-8 40-22 50-40" strokeWidth="3" />
      </g>
      <g className="fill-stem">
        <path d="M52 282c-22-4-34-22-36-40 18 4 34 18 36 40zM64 308c-24 8-44 0-54-14 18-8 42-4 54 14zM72 296c-4-20 4-38 16-46 6 18 2 36-16 46zM201 318c2-24 18-40 36-44 0 20-14 38-36 44zM186 340c20-12 42-8 54 4-16 12-38 12-54-4zM176 352c-4 20 6 38 20 44 4-18-4-36-20-44zM171 290c4-14 14-22 26-24-2 14-12 24-26 24z" />
      </g>
      {florets.map(([x, y, size, turn], index) => (
        <Floret key={y} x={x} y={y} size={size} turn={turn} deep={index % 3 === 1} />
      ))}
      {buds.map(([x, y, r]) => (
        <circle key={y} cx={x} cy={y} r={r} className="fill-petal" />
      ))}
    </svg>
  );
}
