import type { ReactNode } from "react";
import type { Block, Inline } from "#lib/privacy/operator-text.ts";

/** Words of the operator, which are text and nothing else; React writes them so. */
function Words({ content }: { content: readonly Inline[] }): ReactNode {
  return content.map((part) =>
    typeof part === "string" ? (
      part
    ) : (
      <a key={part.at} href={part.href} className="text-link wrap-anywhere" rel="noreferrer">
        {part.text}
      </a>
    ),
  );
}

/** Below the one h1 of the page. */
const headings = { 1: ["h2", "title-2 mt-4"], 2: ["h3", "mt-2 text-lg font-semibold"], 3: ["h4", "font-semibold"] } as const;

function Part({ block }: { block: Block }) {
  if (block.kind === "paragraph") {
    return (
      <p className="wrap-anywhere">
        <Words content={block.content} />
      </p>
    );
  }
  if (block.kind === "heading") {
    const [Tag, look] = headings[block.level];
    return (
      <Tag className={`${look} wrap-anywhere`}>
        <Words content={block.content} />
      </Tag>
    );
  }
  const List = block.ordered ? "ol" : "ul";
  return (
    <List className={`grid gap-1.5 pl-5 marker:text-petal ${block.ordered ? "list-decimal" : "list-disc"}`}>
      {block.items.map(({ line, content }) => (
        <li key={line} className="wrap-anywhere">
          <Words content={content} />
        </li>
      ))}
    </List>
  );
}

/** The operator's own text, in the language that it is in. */
export function OperatorText({ locale, blocks }: { locale: string; blocks: readonly Block[] }) {
  return (
    <div lang={locale} className="grid gap-3">
      {blocks.map((block) => (
        <Part key={block.line} block={block} />
      ))}
    </div>
  );
}
