import { type CircuitBreakerPolicy, CircuitState, circuitBreaker, handleWhenResult } from "cockatiel";
import { NotSentError } from "../oauth/not-sent.ts";
import { changed, type Health, type HealthChange, type HealthState, stateAt } from "./health.ts";
import type { Verdict } from "./judge-call.ts";
import { breakerLimits } from "./limits.ts";
import { CallWindow } from "./window.ts";

/** What a call came to, and what that says about Amazon. */
export type Judged<Value> = { value: Value; verdict: Verdict };

/** Runs one call of a conversation, or refuses it. The call itself never throws. */
export type Conversation = <Value>(call: () => Promise<Judged<Value>>) => Promise<Value>;

type BreakerOptions = {
  /** Milliseconds that never go back; replaced in tests. */
  clock?: () => number;
  /** Told of what this process has found out, not of what it heard from others. */
  onChange?: (change: HealthChange) => void;
};

const open = { ownState: { value: CircuitState.Open, openedAt: 0, attemptNo: 1 }, breakerState: undefined };

/**
 * The breaker of one process. The circuit of the library decides by our window when nobody is sent any more, and when
 * the trials went well; when trials begin is decided here, because all processes wait for the same moment.
 */
export class AmazonBreaker {
  readonly #clock: () => number;
  readonly #onChange: (change: HealthChange) => void;
  #health: Health;
  #window: CallWindow;
  #circuit: CircuitBreakerPolicy;
  /** Trials under way; of the circuit, so that those of an earlier one are not counted against it. */
  #trials = { running: 0 };
  #onTheirWay = 0;

  constructor({ clock = () => performance.now(), onChange = () => undefined }: BreakerOptions = {}) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#health = { state: "ok", since: new Date(), until: 0, tries: 0, incidentSince: null };
    this.#window = new CallWindow(clock);
    this.#circuit = this.#newCircuit(false);
  }

  get health(): Health {
    return this.#health;
  }

  /** What people are to be shown. */
  get state(): HealthState {
    return stateAt(this.#health, this.#clock());
  }

  /** The share of calls that failed lately in this process. */
  get share(): number {
    return this.#window.share();
  }

  /** Milliseconds until somebody is sent again; 0 unless it is down. */
  get pauseLeft(): number {
    return this.state === "down" ? Math.max(0, this.#health.until - this.#clock()) : 0;
  }

  /** Whether a conversation that began now, and finishes nobody's sign-in, would be refused. */
  get refuses(): boolean {
    return this.#laneOf(false, false) === "refused";
  }

  /**
   * Calls that belong together: once one was let through, those that follow are, or a code would be spent for nothing.
   * @param finishesSignIn for somebody who is on their way back from Amazon; a few of them are let through while it is down
   */
  conversation(finishesSignIn: boolean): Conversation {
    let letIn = false;
    return async (call) => {
      const lane = this.#laneOf(letIn, finishesSignIn);
      if (lane === "refused") throw new NotSentError("Amazon is known to be down, so it was not asked");
      letIn = true;
      return await this.#run(lane, call);
    };
  }

  /**
   * Takes over what another process has found out. What was counted here is forgotten, unless nothing hangs on it.
   * @param health as it is now, `until` by the clock of this breaker
   */
  adopt(health: Health): void {
    const keeps = health.state === "shaky" && this.#health.state !== "down";
    this.#health = health;
    if (!keeps) this.#renew(health.state === "down");
  }

  /** The same state, for longer or shorter. */
  adoptUntil(until: number): void {
    this.#health = { ...this.#health, until };
  }

  /** Notes that a time of trouble is over; called again and again. */
  tick(): void {
    if (this.#health.state === "shaky" && this.#clock() >= this.#health.until) this.#change("calmed");
  }

  #laneOf(letIn: boolean, finishesSignIn: boolean): "counted" | "trial" | "beside" | "refused" {
    this.tick();
    if (this.#health.state !== "down") return "counted";
    if (this.state !== "down" && this.#trials.running === 0) return "trial";
    // They have signed in at Amazon, and the code that they bring is good for minutes: refusing it would fail for sure.
    if (letIn || (finishesSignIn && this.#onTheirWay < breakerLimits.onTheirWay)) return "beside";
    return "refused";
  }

  async #run<Value>(lane: "counted" | "trial" | "beside", call: () => Promise<Judged<Value>>): Promise<Value> {
    if (lane === "beside") {
      this.#onTheirWay += 1;
      const { value } = await call().finally(() => (this.#onTheirWay -= 1));
      return value;
    }
    const [circuit, trials] = [this.#circuit, this.#trials];
    if (lane === "trial") trials.running += 1;
    try {
      const judged = await call();
      await this.#count(circuit, judged);
      return judged.value;
    } finally {
      if (lane === "trial") trials.running -= 1;
    }
  }

  /** Hands a call that has ended to the circuit; one that says nothing, or began in the time of another one, is as if it had not been. */
  async #count(circuit: CircuitBreakerPolicy, judged: Judged<unknown>): Promise<void> {
    if (judged.verdict === "none" || circuit !== this.#circuit) return;
    await circuit.execute(async () => judged);
    if (this.#health.state !== "down" && this.#window.share() >= breakerLimits.shakyShare) this.#shake();
  }

  #shake(): void {
    const { state, until } = this.#health;
    // While it is shaky, once in half its time is enough to say so again.
    if (state === "ok" || until - this.#clock() < breakerLimits.shakyMilliseconds / 2) this.#change("shook");
  }

  #change(change: HealthChange): void {
    this.#health = changed(this.#health, change, this.#clock(), new Date());
    if (change === "went_down" || change === "came_back") this.#renew(change === "went_down");
    this.#onChange(change);
  }

  #renew(isOpen: boolean): void {
    this.#window = new CallWindow(this.#clock);
    this.#circuit = this.#newCircuit(isOpen);
    this.#trials = { running: 0 };
  }

  #newCircuit(isOpen: boolean): CircuitBreakerPolicy {
    const circuit = circuitBreaker(
      handleWhenResult((result) => (result as Judged<unknown>).verdict === "bad"),
      {
        breaker: this.#window,
        // When trials begin is decided by `#laneOf`: the library would go by the clock on the wall, which can be set back.
        halfOpenAfter: Number.NEGATIVE_INFINITY,
        halfOpenSampling: { calls: breakerLimits.goodTrials, threshold: 0 },
        ...(isOpen ? { initialState: open } : {}),
      },
    );
    circuit.onBreak(() => this.#change("went_down"));
    circuit.onReset(() => this.#change("came_back"));
    return circuit;
  }
}
