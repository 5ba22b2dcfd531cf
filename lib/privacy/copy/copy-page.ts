import type { StepUpWish } from "../../auth/step-up.ts";

/** The page on which somebody asks for a copy, and sees what became of it. */
export const copyPage = "/account/privacy/copy";
/** Where the archive itself is. */
export const downloadPath = `${copyPage}/download`;
export const copyWish: StepUpWish = { purpose: "export", returnTo: copyPage };
