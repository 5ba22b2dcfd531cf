export const dynamic = "force-dynamic";

/** The same page without asking who is signed in. */
export default function ReferencePage() {
  return (
    <main>
      <h1>Your account</h1>
      <p>Signed in as Vera Shopper (vera@example.test).</p>
    </main>
  );
}
