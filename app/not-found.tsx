import { titled } from "#app/titled.ts";
import { NotFoundPanel } from "#components/ui/not-found-panel.tsx";

export const generateMetadata = titled("pages.notFound.metaTitle");

/** The 404 page. */
export default function NotFound() {
  return <NotFoundPanel />;
}
