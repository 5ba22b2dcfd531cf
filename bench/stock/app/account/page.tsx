import { auth } from "../../auth";

/** Says who is signed in. */
export default async function AccountPage() {
  const session = await auth();
  return (
    <main>
      <h1>Your account</h1>
      <p>{session?.user ? `Signed in as ${session.user.name} (${session.user.email}).` : "Nobody is signed in."}</p>
    </main>
  );
}
