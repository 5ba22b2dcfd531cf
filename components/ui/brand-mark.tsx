const turns = ["rotate(0 16 16)", "rotate(72 16 16)", "rotate(144 16 16)", "rotate(216 16 16)", "rotate(288 16 16)"];

/** The shop's own mark: one larkspur floret seen from the front. Decoration beside the shop's name. */
export function BrandMark({ className = "size-8" }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={`shrink-0 ${className}`}>
      {turns.map((turn) => (
        <path key={turn} transform={turn} d="M16 15.5C11.2 12.6 10.6 6.4 16 2c5.4 4.4 4.8 10.6 0 13.5z" className="fill-accent" />
      ))}
      <circle cx="16" cy="16" r="3.4" className="fill-paper" />
      <circle cx="16" cy="16" r="1.5" className="fill-accent" />
    </svg>
  );
}
