import { buildServices } from './src/platform/build.ts';
import { builtServices } from './src/platform/programs.ts';
import { startCommand } from './src/platform/start-command.ts';

// `npm start`: everything on this machine, until Ctrl-C.
await startCommand(builtServices, buildServices);
