export { notFound as GET, notFound as POST } from "../not-found.ts";
