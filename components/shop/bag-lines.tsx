import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { t } from "#lib/i18n/index.ts";
import type { BagLine } from "#lib/shop/bag.ts";
import type { Problem } from "#lib/shop/problem.ts";
import { formatMoney } from "./format-money.ts";
import { quantityFieldId } from "./problem-notice.tsx";
import { ProductForm } from "./product-form.tsx";
import { ProductPicture } from "./product-picture.tsx";

function QuantityForm({ line, wrong }: { line: BagLine; wrong: boolean }) {
  const { id } = line.product;
  const name = t(`shop.products.${id}.name`);
  const fieldId = quantityFieldId(id);
  return (
    <PostForm action="/bag" fields={{ action: "set", productId: id, returnTo: "/bag" }} className="grid gap-1.5">
      <label htmlFor={fieldId} className="text-sm text-soft">
        {t("shop.bag.quantity")}
      </label>
      {wrong && (
        <p id={`${fieldId}-error`} className="text-sm font-medium text-error">
          {t("shop.bag.quantityRange")}
        </p>
      )}
      <div className="flex gap-2">
        <input
          id={fieldId}
          name="quantity"
          aria-label={t("shop.card.ofProduct", { label: t("shop.bag.quantity"), name })}
          type="number"
          inputMode="numeric"
          min={1}
          max={99}
          step={1}
          required
          autoComplete="off"
          defaultValue={line.quantity}
          aria-invalid={wrong || undefined}
          aria-describedby={wrong ? `${fieldId}-error` : undefined}
          className={`min-h-12 w-20 rounded-control border bg-surface px-3 tabular-nums hover:border-ink ${wrong ? "border-2 border-error" : "border-edge"}`}
        />
        <Button variant="secondary" aria-label={t("shop.card.ofProduct", { label: t("shop.bag.update"), name })}>
          {t("shop.bag.update")}
        </Button>
      </div>
    </PostForm>
  );
}

function Line({ line, wrong }: { line: BagLine; wrong: boolean }) {
  const { id } = line.product;
  return (
    <li className="grid grid-cols-[5rem_minmax(0,1fr)] gap-x-4 gap-y-4 py-6 first:pt-0 sm:grid-cols-[9rem_minmax(0,1fr)] sm:gap-x-6">
      <ProductPicture product={line.product} decorative eager className="rounded-control sm:row-span-2" />
      <div className="grid content-start gap-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 className="title-2">{t(`shop.products.${id}.name`)}</h2>
          <p className="font-medium tabular-nums">{formatMoney(line.total)}</p>
        </div>
        <p className="text-soft">{t("shop.bag.each", { price: formatMoney(line.product.price) })}</p>
      </div>
      <div className="col-span-2 flex flex-wrap items-end justify-between gap-x-1 gap-y-2 sm:col-span-1 sm:col-start-2">
        <QuantityForm line={line} wrong={wrong} />
        <ProductForm to="/bag" action="remove" productId={id} returnTo="/bag" label={t("shop.bag.remove")} variant="quiet" className="-mr-5" />
      </div>
    </li>
  );
}

/** The lines of the bag, each with its own quantity form. */
export function BagLines({ lines, problem }: { lines: BagLine[]; problem: Problem | null }) {
  return (
    <ul role="list" aria-label={t("shop.bag.linesLabel")} className="divide-y divide-line">
      {lines.map((line) => (
        <Line key={line.product.id} line={line} wrong={problem?.code === "quantity" && problem.productId === line.product.id} />
      ))}
    </ul>
  );
}
