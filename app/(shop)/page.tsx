import { titled } from "#app/titled.ts";
import { Hero, Promises } from "#components/shop/hero.tsx";
import { ProductGrid } from "#components/shop/product-grid.tsx";
import { PageFrame, Stack } from "#components/ui/layout.tsx";
import { auth } from "#lib/auth/session.ts";
import { database } from "#lib/db/client.ts";
import { tolerateOutage } from "#lib/http/outage.ts";
import { type Query, readFlash } from "#lib/shop/flash.ts";
import { type Product, products } from "#lib/shop/products.ts";
import { viewSaved } from "#lib/shop/saved.ts";
import { currentOwner } from "./current-owner.ts";

export const generateMetadata = titled("shop.home.metaTitle");

async function savedOfVisitor(): Promise<Product[]> {
  const owner = await currentOwner();
  return owner ? await viewSaved(database().db, owner) : [];
}

/** Home. The range comes from code, so that the page stays up while the database is down. */
export default async function HomePage({ searchParams }: { searchParams: Promise<Query> }) {
  const flash = readFlash(await searchParams);
  const { state } = await auth();
  const saved = await tolerateOutage(savedOfVisitor, []);
  return (
    <PageFrame>
      <Stack gap="lg" className="lg:gap-16">
        <Hero offerSignIn={state === "signed_out"} />
        <Promises />
        <ProductGrid products={products} savedIds={new Set(saved.map((product) => product.id))} flash={flash} />
      </Stack>
    </PageFrame>
  );
}
