"use client";

import "./globals.css";
import { FaultPage } from "#components/ui/fault-page.tsx";

/** Stands in for everything when the frame itself failed, so it brings its own. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <body>
        <main>
          <FaultPage reference={error.digest} />
        </main>
      </body>
    </html>
  );
}
