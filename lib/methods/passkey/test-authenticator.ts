import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { isoCBOR } from "@simplewebauthn/server/helpers";

type Credential = { id: string; privateKey: KeyObject; publicKey: KeyObject; userHandle: string; counter: number };

/** What an answer is to say instead of the truth. */
export type Lie = {
  origin?: string;
  rpId?: string;
  challenge?: string;
  type?: string;
  crossOrigin?: boolean;
  verified?: boolean;
  present?: boolean;
  counter?: number;
  userHandle?: string | undefined;
  /** Signs with a key of its own. */
  forged?: boolean;
  id?: string;
};

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest();

/** COSE key of ES256. @see RFC 9053 section 7.1.1 */
function coseKey(publicKey: KeyObject): Uint8Array {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return isoCBOR.encode(new Map<number, number | Uint8Array>([[1, 2], [3, -7], [-1, 1], [-2, new Uint8Array(Buffer.from(x, "base64url"))], [-3, new Uint8Array(Buffer.from(y, "base64url"))]]));
}

/** An authenticator made of software, with its browser: answers as a device would, or lies as it is told. */
export class TestAuthenticator {
  readonly credentials: Credential[] = [];
  private readonly site: { rpId: string; origin: string; counts: boolean };

  constructor(site: { rpId?: string; origin?: string; counts?: boolean } = {}) {
    this.site = { rpId: site.rpId ?? "localhost", origin: site.origin ?? "http://localhost:3000", counts: site.counts ?? true };
  }

  private clientData(type: string, challenge: string, lie: Lie): Buffer {
    return Buffer.from(JSON.stringify({ type: lie.type ?? type, challenge: lie.challenge ?? challenge, origin: lie.origin ?? this.site.origin, crossOrigin: lie.crossOrigin ?? false }));
  }

  private authenticatorData(counter: number, lie: Lie, attested?: Credential): Buffer {
    const flags = (lie.present === false ? 0 : 0x01) | (lie.verified === false ? 0 : 0x04) | (attested ? 0x40 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(lie.counter ?? counter);
    const head = [sha256(lie.rpId ?? this.site.rpId), Buffer.from([flags]), count];
    if (!attested) return Buffer.concat(head);
    const id = Buffer.from(attested.id, "base64url");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    return Buffer.concat([...head, Buffer.alloc(16), length, id, coseKey(attested.publicKey)]);
  }

  /** Makes a credential. @returns what the browser's script puts into the form */
  create(options: PublicKeyCredentialCreationOptionsJSON, lie: Lie = {}): string {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const credential = { id: lie.id ?? base64url(randomBytes(32)), privateKey, publicKey, userHandle: options.user.id, counter: 0 };
    this.credentials.push(credential);
    const authData = new Uint8Array(this.authenticatorData(0, lie, credential));
    const attestationObject = isoCBOR.encode(new Map<string, string | Uint8Array | Map<string, string>>([["fmt", "none"], ["attStmt", new Map()], ["authData", authData]]));
    const response = { clientDataJSON: base64url(this.clientData("webauthn.create", options.challenge, lie)), attestationObject: base64url(attestationObject), transports: ["internal", "hybrid", "made-up"] };
    return JSON.stringify({ id: credential.id, rawId: credential.id, type: "public-key", clientExtensionResults: { credProps: { rk: true } }, authenticatorAttachment: "platform", response });
  }

  /** Answers with its newest credential, or with the one given. */
  get(options: PublicKeyCredentialRequestOptionsJSON, lie: Lie = {}, credential = this.credentials.at(-1)): string {
    if (!credential) throw new Error("there is no credential yet");
    if (this.site.counts) credential.counter += 1;
    const clientData = this.clientData("webauthn.get", options.challenge, lie);
    const authData = this.authenticatorData(credential.counter, lie);
    const key = lie.forged ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey : credential.privateKey;
    const signature = sign("sha256", Buffer.concat([authData, sha256(clientData)]), key);
    const userHandle = "userHandle" in lie ? lie.userHandle : credential.userHandle;
    const response = { clientDataJSON: base64url(clientData), authenticatorData: base64url(authData), signature: base64url(signature), ...(userHandle === undefined ? {} : { userHandle }) };
    const id = lie.id ?? credential.id;
    return JSON.stringify({ id, rawId: id, type: "public-key", clientExtensionResults: {}, authenticatorAttachment: "platform", response });
  }
}
