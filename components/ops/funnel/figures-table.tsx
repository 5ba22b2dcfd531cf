import { t } from "#lib/i18n/index.ts";
import { None } from "../section.tsx";

export type Row = { key: string; name: string; cells: readonly string[] };

type FiguresTableProps = {
  caption: string;
  /** The heading of the first column, and those of the others. */
  head: readonly [string, ...string[]];
  rows: readonly Row[];
};

/** Figures in columns. What is wider than the page moves sideways by itself, by keyboard too. */
export function FiguresTable({ caption, head: [first, ...others], rows }: FiguresTableProps) {
  if (rows.length === 0) return <None>{t("funnel.empty")}</None>;
  const edge = "px-3 py-2 first:pl-0 last:pr-0";
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- who has no pointer could not move it otherwise
    <section aria-label={caption} tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-collapse [overflow-wrap:normal]">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="text-sm text-soft">
            <th scope="col" className={`${edge} text-left font-medium`}>
              {first}
            </th>
            {others.map((words) => (
              <th key={words} scope="col" className={`${edge} text-right align-bottom font-medium`}>
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, cells }) => (
            <tr key={key} className="border-t border-line">
              <th scope="row" className={`${edge} min-w-32 text-left font-normal`}>
                {name}
              </th>
              {cells.map((text, index) => (
                <td key={others[index]} className={`${edge} text-right whitespace-nowrap tabular-nums`}>
                  {text}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
