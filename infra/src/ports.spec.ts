import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findFreePort, portsFrom, PortTaken } from './ports.ts';

const listening: Server[] = [];
afterEach(() => {
  for (const server of listening.splice(0)) server.close();
});

/** A port that somebody listens on. */
async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  listening.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

describe('a port', () => {
  it('is the usual one when it is free', async () => {
    const usual = await findFreePort();
    expect(await portsFrom({}).choose('matching', usual)).toEqual({ port: usual });
  });

  it('is the next free one, and that is said, when the usual one is taken', async () => {
    const usual = await takenPort();
    const { port, note } = await portsFrom({}).choose('matching', usual);
    expect(port).toBeGreaterThan(usual);
    expect(note).toBe(`port ${usual} is taken by something else: matching uses ${port} instead`);
  });

  it('is the one that its variable asks for', async () => {
    const fixed = await findFreePort();
    const ports = portsFrom({ TELEMACHY_PORT_MATCHING_ADMIN: String(fixed) });
    expect(await ports.choose('matching-admin', await findFreePort())).toEqual({ port: fixed });
  });

  it('is refused, naming the clash and the variable, when the one it asks for is taken', async () => {
    const fixed = await takenPort();
    const refused = portsFrom({ TELEMACHY_PORT_KAFKA: String(fixed) }).choose('kafka', 4192);
    await expect(refused).rejects.toThrow(PortTaken);
    await expect(refused).rejects.toThrow(
      `TELEMACHY_PORT_KAFKA asks for port ${fixed}, but something else on this machine uses it already`,
    );
  });

  it('is refused, naming the other, when one of our own has it', async () => {
    const port = await findFreePort();
    const ports = portsFrom({ TELEMACHY_PORT_GOALS: String(port) });
    await ports.choose('matching', port);
    await expect(ports.choose('goals', 0)).rejects.toThrow(`asks for port ${port}, but matching uses it already`);
  });

  it.each(['http', '0', '65536', '80.5'])('is refused when the variable says %s', async (value) => {
    const refused = portsFrom({ TELEMACHY_PORT_MONGO: value }).choose('mongo', 4117);
    await expect(refused).rejects.toThrow(`TELEMACHY_PORT_MONGO=${value} is not a port (1 to 65535)`);
  });

  it('is never handed out twice', async () => {
    const ports = portsFrom({});
    const usual = await findFreePort();
    const given = [await ports.choose('one', usual), await ports.choose('two', usual), await ports.choose('three', 0)];
    expect(new Set(given.map(({ port }) => port)).size).toBe(3);
  });

  it('is not given to another command that starts before anybody listens on it', async () => {
    const usual = await findFreePort();
    await portsFrom({}).choose('matching', usual);
    const other = fileURLToPath(new URL('ports.ts', import.meta.url));
    const choose = `const { portsFrom } = await import(${JSON.stringify(other)});
      console.log(String((await portsFrom({}).choose('matching', ${usual})).port));`;
    const answer = execFileSync(process.execPath, ['--input-type=module', '-e', choose]).toString();
    expect(Number(answer)).toBeGreaterThan(usual);
    expect(Number(execFileSync(process.execPath, ['--input-type=module', '-e', choose]).toString())).toBe(
      Number(answer),
    );
  });
});
