/** Where else somebody may want to go from a page with one form. */
export function OtherPages({ links }: { links: { href: string; label: string }[] }) {
  return (
    <ul className="grid justify-items-center gap-1">
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
