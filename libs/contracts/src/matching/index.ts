export * from './match-run-facts.ts';
export * from './mentorship-facts.ts';
export * from './people-facts.ts';
export * from './program-facts.ts';
export * from './score-part.ts';
export * from './sign-in.ts';
export * from './sign-out-facts.ts';
