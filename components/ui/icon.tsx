const strokes = {
  arrow: "M5 12h14m-6-6 6 6-6 6",
  bag: "M5.5 8.5h13l1 11.5h-15zM9 10.5V7a3 3 0 0 1 6 0v3.5",
  box: "m12 3.5 8 4.5v8.5l-8 4.5-8-4.5V8zm-8 4.5 8 4.5 8-4.5m-8 4.5V21",
  check: "m5 12.5 4.5 4.5L19 7.5",
  error: "M12 3.5 21.5 20h-19zM12 10v4.5m0 2.5v.01",
  heart: "M12 20s-7.5-4.6-7.5-10A4.3 4.3 0 0 1 12 7.3 4.3 4.3 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z",
  home: "M4 11.5 12 5l8 6.5M6.5 10v9.5h11V10",
  info: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5.5m0-8.5v.01",
  key: "M8 11a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zm3.2 1.3L20 3.5m-3.5 3.5 3 3",
  mail: "M3.5 6.5h17v11h-17zm.5.5 8 6.5L20 7",
  minus: "M6 12h12",
  person: "M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-3.6 3.6-5.5 7.5-5.5s6.9 1.9 7.5 5.5",
  plus: "M12 6v12M6 12h12",
  success: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zm-4 8.8 2.8 2.7L16 9.5",
  warning: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5v5.5m0 3.5v.01",
} as const;

export type IconName = keyof typeof strokes;

/** A line icon in the colour of its text. Decoration only: the words beside it say the same. */
export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className={`shrink-0 ${className}`} fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round">
      <path d={strokes[name]} />
    </svg>
  );
}
