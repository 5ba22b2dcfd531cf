"use client";

import { useState } from "react";
import "./globals.css";
import { FaultPage } from "#components/ui/fault-page.tsx";

/** Stands in for everything when the frame itself failed, so it brings its own. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  // What this stands in for had the language of the reader.
  const [language] = useState(() => (typeof document === "undefined" ? "en" : document.documentElement.lang));
  return (
    <html lang={language}>
      <body>
        <main>
          <FaultPage reference={error.digest} />
        </main>
      </body>
    </html>
  );
}
