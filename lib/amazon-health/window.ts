import { CircuitState, type IBreaker } from "cockatiel";
import { breakerLimits } from "./limits.ts";

type Call = { at: number; bad: boolean };

/** The latest calls of this process, for the circuit breaker to decide by. */
export class CallWindow implements IBreaker {
  readonly #clock: () => number;
  #calls: Call[] = [];

  /** @param clock milliseconds that never go back */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** For `toJSON` of the library, which nobody calls: what processes tell each other is in shared-state.ts. */
  get state(): unknown {
    return undefined;
  }

  set state(_value: unknown) {
    this.#calls = [];
  }

  /** Called by the circuit for a call that went well; in trials, when enough of them have. */
  success(state: CircuitState): void {
    if (state === CircuitState.HalfOpen) this.#calls = [];
    else this.#add(false);
  }

  /** Called by the circuit for a call that failed. @returns whether nobody is to be sent any more */
  failure(state: CircuitState): boolean {
    this.#add(true);
    return state !== CircuitState.Closed || this.share() >= breakerLimits.downShare;
  }

  /** The share of calls that failed, from 0 to 1; 0 while there are too few of them to say. */
  share(): number {
    this.#forget();
    return this.#calls.length < breakerLimits.leastCalls ? 0 : this.#calls.filter(({ bad }) => bad).length / this.#calls.length;
  }

  #add(bad: boolean): void {
    this.#calls.push({ at: this.#clock(), bad });
    this.#forget();
  }

  #forget(): void {
    const since = this.#clock() - breakerLimits.windowMilliseconds;
    this.#calls = this.#calls.filter(({ at }) => at > since).slice(-breakerLimits.windowCalls);
  }
}
