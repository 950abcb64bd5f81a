import { Acknowledgements } from './acknowledgements.ts';
import { Appearance } from './appearance.ts';
import type { ReleaseInput } from './contract.ts';
import { Journal } from './journal.ts';
import { Lookout } from './lookout.ts';
import { RunningRelease } from './running-release.ts';
import { Standing } from './standing.ts';
import { Steering } from './steering.ts';

/** The parts of one run of a release, put together. */
export class ReleaseRun {
  readonly release: RunningRelease;
  readonly appearance: Appearance;
  readonly journal: Journal;
  readonly lookout: Lookout;
  readonly acknowledgements: Acknowledgements;
  readonly standing: Standing;
  readonly steering: Steering;

  constructor(input: ReleaseInput, nowMs: number, asksAtEachStep: boolean) {
    this.release = new RunningRelease(input, nowMs, asksAtEachStep);
    this.appearance = new Appearance(this.release);
    this.journal = new Journal(this.release, this.appearance);
    this.lookout = new Lookout(this.release);
    this.acknowledgements = new Acknowledgements(this.release);
    this.standing = new Standing(this.release, this.journal);
    this.steering = new Steering(this.release, this.journal, this.lookout);
  }
}
