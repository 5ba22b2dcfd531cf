/** A mail that came in. */
export type Mail = {
  id: string;
  /** The envelope's recipients, which are the addresses it was really sent to. */
  to: string[];
  from: string;
  /** Where an answer goes, when it is not to the sender. */
  replyTo: string | null;
  subject: string;
  /** Empty when the mail has no text and none could be made from its HTML. */
  text: string;
  /** null when the mail has no HTML. */
  html: string | null;
  /** When it came in, ISO 8601. */
  at: string;
};

export type MailList = ReturnType<typeof createMailList>;

const mostMails = 200;

/** The latest 200 mails, newest first. */
export function createMailList() {
  let mails: Mail[] = [];
  return {
    add(mail: Omit<Mail, "id" | "at">): void {
      mails = [{ id: crypto.randomUUID(), ...mail, at: new Date().toISOString() }, ...mails].slice(0, mostMails);
    },
    /** @param to only mails to this address, in whatever case; all when absent */
    all(to?: string): Mail[] {
      if (to === undefined) return mails;
      return mails.filter((mail) => mail.to.some((address) => address.toLowerCase() === to.trim().toLowerCase()));
    },
    find: (id: string) => mails.find((mail) => mail.id === id),
    clear(): void {
      mails = [];
    },
  };
}
