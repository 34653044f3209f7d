/** Which process is killed when: all of it follows from the seed. */
import { Choices } from './choices.js';

export const VICTIMS = ['node', 'application', 'postgres'] as const;
export type Victim = (typeof VICTIMS)[number];

export interface Kill {
  readonly victim: Victim;
  /** How many commands are acknowledged first; after none, it may hit a system that is still recovering from the kill before. */
  readonly afterCommands: number;
  /** Added to that. */
  readonly delayMs: number;
}

/** Every third kill begins a new shuffle of the victims, so that each has its share in a short run. */
export const killPlan = (seed: string, kills: number): readonly Kill[] => {
  const choices = new Choices(seed, 'kills');
  const plan: Kill[] = [];
  while (plan.length < kills)
    for (const victim of choices.shuffled(VICTIMS))
      plan.push({ victim, afterCommands: choices.chance(0.7) ? choices.duration(1, 150) : 0, delayMs: choices.duration(5, 500) });
  return plan.slice(0, kills);
};
