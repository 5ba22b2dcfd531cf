/** Links below one another, each large enough to press: where else somebody may want to go. */
export function LinkList({ links, centered = false }: { links: readonly { href: string; label: string }[]; centered?: boolean }) {
  return (
    <ul className={centered ? "grid justify-items-center gap-1" : "grid"}>
      {links.map(({ href, label }) => (
        <li key={href}>
          <a href={href} className="text-link inline-flex min-h-11 items-center">
            {label}
          </a>
        </li>
      ))}
    </ul>
  );
}
